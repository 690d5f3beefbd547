import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ScriptedAgentService } from '../../src/testing/index.js';
import { errorOf } from './support/answers.js';
import { KEY, startDeployed } from './support/deployed.js';
import type { HostApp } from './support/host-app.js';

const authorization = { authorization: `Bearer ${KEY}` };

describe('the deployed server', () => {
  const agent = new ScriptedAgentService();
  let host: HostApp;

  beforeAll(async () => {
    host = await startDeployed(agent, { API_SERVER_BODY_LIMIT: '300kb' });
  });
  afterAll(() => host.close());

  it('answers with headers that fit an API, and does not advertise its framework', async () => {
    const response = await fetch(`${host.url}/health`);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-request-id': expect.stringMatching(/^req_/),
    });
    expect(response.headers.get('x-powered-by')).toBeNull();
    expect(response.headers.get('etag')).toBeNull();
  });

  it.each([
    ['GET', '/home/nothing.js'],
    ['POST', '/'],
    ['GET', '/v1/nothing'],
    ['PUT', '/v1/chat/completions'],
    ['DELETE', '/v1/models'],
    ['POST', '/health'],
  ])('answers %s %s, which there is not, in the one error shape', async (method, path) => {
    const response = await fetch(`${host.url}${path}`, { method, headers: authorization });
    expect(response.status).toBe(404);
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
    expect(await errorOf(response)).toMatchObject({ type: 'invalid_request_error', code: 'not_found' });
  });

  it('answers a path that cannot be decoded in the one error shape', async () => {
    const response = await fetch(`${host.url}/v1/models/%E0%A4%A`, { headers: authorization });
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toMatchObject({ type: 'invalid_request_error' });
  });

  it('answers a body that is too large with a 413', async () => {
    const messages = [{ role: 'user', content: 'x'.repeat(400_000) }];
    const response = await host.ask({ messages }, { headers: authorization });
    expect(response.status).toBe(413);
    expect(await errorOf(response)).toMatchObject({ type: 'invalid_request_error', code: 'body_too_large' });
  });

  it('answers a body that is not JSON with a 400', async () => {
    const response = await host.ask({}, { headers: authorization, body: '{"messages":' });
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toMatchObject({ code: 'invalid_json', param: null });
  });

  it('answers 401, not 413, to a stranger with a large body', async () => {
    const response = await host.ask({ messages: [{ role: 'user', content: 'x'.repeat(400_000) }] });
    expect(response.status).toBe(401);
    expect(agent.runs).toHaveLength(0);
  });

  it('hands a long text to the agent as it was sent', async () => {
    const content = 'é "quoted" \\ 😀\n'.repeat(12_000);
    const response = await host.ask({ messages: [{ role: 'user', content }] }, { headers: authorization });
    expect(response.status).toBe(200);
    expect(agent.runs.at(-1)?.request.messages[0]?.content[0]).toMatchObject({ type: 'text', text: content });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compileHost, type HostProcess, startHost } from './host-process.js';

const COMPILE_AND_START_TIMEOUT_MS = 60_000;

interface Completion {
  choices: { message: { content: string } }[];
}

describe('a NestJS application that imports the modules', () => {
  let host: HostProcess;

  beforeAll(async () => {
    host = await startHost(compileHost('nest-host'), '/ai/health', { HEARTBEAT_MS: '5' });
  }, COMPILE_AND_START_TIMEOUT_MS);

  // Without a host there is nothing to stop, and the failure of the start is what counts.
  afterAll(() => (host as HostProcess | undefined)?.stop());

  function ask(body: object, team = 'blue'): Promise<Response> {
    return fetch(`${host.origin}/ai/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-team': team },
      body: JSON.stringify(body),
    });
  }

  async function contentOf(response: Response): Promise<string | undefined> {
    const { choices } = (await response.json()) as Completion;
    return choices[0]?.message.content;
  }

  it("answers with the host's own agent", async () => {
    const response = await ask({ model: 'orders', messages: [{ role: 'user', content: 'Order 1001?' }] });
    expect(response.status).toBe(200);
    expect(await contentOf(response)).toBe('Order 1001 of the blue team is on its way.');
  });

  it('streams the answer word by word, and ends with [DONE] once', async () => {
    const response = await ask({ stream: true, messages: [{ role: 'user', content: 'Order 1001?' }] });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const frames = (await response.text()).split('\n\n').filter((frame) => frame.startsWith('data: '));
    const texts = frames.flatMap((frame) => /"delta":{"content":"(.+?)"}/.exec(frame)?.[1] ?? []);
    expect(texts).toEqual(['Order', ' 1001', ' of', ' the', ' blue', ' team', ' is', ' on', ' its', ' way.']);
    expect(frames.filter((frame) => frame === 'data: [DONE]')).toHaveLength(1);
    expect(frames.at(-1)).toBe('data: [DONE]');
  });

  it("sends heartbeats as often as the host's settings say", async () => {
    const response = await ask({ stream: true, messages: [{ role: 'user', content: 'Order 1001?' }] });
    expect(await response.text()).toContain('\n\n: keepalive\n\n');
  });

  it("lists the host's agents under its global prefix", async () => {
    const response = await fetch(`${host.origin}/ai/v1/models`, { headers: { 'x-team': 'blue' } });
    expect(await response.json()).toMatchObject({
      object: 'list',
      data: [{ id: 'orders', object: 'model', description: 'Knows where orders are' }],
    });
    expect((await fetch(`${host.origin}/v1/models`)).status).toBe(404);
  });

  it("asks the host's authenticator who is calling, and answers 401 in OpenAI's shape", async () => {
    const response = await ask({ messages: [{ role: 'user', content: 'Order 1001?' }] }, 'red');
    expect(response.status).toBe(401);
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
    expect(await response.json()).toEqual({
      error: {
        message: 'Name your team in the header "x-team": blue or green.',
        type: 'invalid_request_error',
        code: 'invalid_api_key',
        param: null,
      },
    });
  });

  it('tells the agent on whose behalf it acts', async () => {
    const response = await ask({ messages: [{ role: 'user', content: 'Order 1001?' }] }, 'green');
    expect(await contentOf(response)).toBe('The green team has no order 1001.');
  });

  it('says that it is healthy to anybody', async () => {
    const response = await fetch(`${host.origin}/ai/health`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: 'ok', platform: 'hermes-agent-server' });
  });

  it('takes bodies as large as the host allows, past the 100 kB of Express', async () => {
    const messages = [
      { role: 'user', content: 'x'.repeat(1_000_000) },
      { role: 'user', content: 'Order 1001?' },
    ];
    expect((await ask({ messages })).status).toBe(200);
  });

  it("is described in the host's OpenAPI document", async () => {
    const document = (await (await fetch(`${host.origin}/docs-json`)).json()) as {
      paths: Record<string, unknown>;
      components: { schemas: Record<string, unknown> };
    };
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/ai/v1/chat/completions', '/ai/v1/models', '/ai/health']),
    );
    expect(document.components.schemas).toHaveProperty('CreateChatCompletionDto.properties.messages');
  });
});

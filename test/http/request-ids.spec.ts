import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ScriptedAgentService } from '../../src/testing/index.js';
import { type HostApp, startHost } from './support/host-app.js';

describe('x-request-id', () => {
  const agent = new ScriptedAgentService();
  let host: HostApp;

  beforeAll(async () => {
    host = await startHost(agent);
  });
  afterAll(() => host.close());

  it.each([false, true])('is new on every answer, and known to the agent (stream: %p)', async (stream) => {
    const ids: (string | null)[] = [];
    for (let round = 0; round < 2; round++) {
      const response = await host.ask({ stream });
      await response.text();
      ids.push(response.headers.get('x-request-id'));
      expect(agent.runs.at(-1)?.context.requestId).toBe(ids.at(-1));
    }
    expect(ids).toEqual([expect.stringMatching(/^req_[0-9a-f]{32}$/), expect.stringMatching(/^req_/)]);
    expect(ids[0]).not.toBe(ids[1]);
  });

  it.each([false, true])("is the client's own where it sends one (stream: %p)", async (stream) => {
    const response = await host.ask({ stream }, { headers: { 'x-request-id': 'trace-42' } });
    await response.text();
    expect(response.headers.get('x-request-id')).toBe('trace-42');
    expect(agent.runs.at(-1)?.context.requestId).toBe('trace-42');
  });

  it("is not the client's own where that has no place in a log", async () => {
    const response = await host.ask({}, { headers: { 'x-request-id': 'a b' } });
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
  });

  it('is on errors, too', async () => {
    for (const body of [{ messages: [] }, { model: 'nobody' }]) {
      const response = await host.ask(body, { headers: { 'x-request-id': 'trace-43' } });
      expect(response.ok).toBe(false);
      expect(response.headers.get('x-request-id')).toBe('trace-43');
    }
  });
});

import { afterEach, describe, expect, it } from '@jest/globals';
import { EMPTY, NEVER, type Observable } from 'rxjs';
import { type AgentDescription, AgentError, type AgentEvent, AgentService } from '../../src/index.js';
import { answering, type RunScript, ScriptedAgentService } from '../../src/testing/index.js';
import { chunkOf, dataOf, errorOf, textOf } from './support/answers.js';
import { type HostApp, startHost } from './support/host-app.js';

const INTERNAL = { type: 'server_error', code: 'internal_error', param: null };

/** An agent whose `run` throws instead of returning a run. */
class ThrowingAgent extends AgentService {
  listAgents(): readonly AgentDescription[] {
    return [{ id: 'throwing-agent', createdAt: 0 }];
  }

  run(): Observable<AgentEvent> {
    throw new Error('secret detail');
  }
}

describe('an agent that fails', () => {
  let host: HostApp | undefined;

  afterEach(async () => {
    await host?.close();
    host = undefined;
  });

  async function start(...runs: RunScript[]): Promise<HostApp> {
    host = await startHost(new ScriptedAgentService({ runs }));
    return host;
  }

  const failure = (error: unknown): RunScript => [{ type: 'failure', error }];

  describe('without streaming', () => {
    it('is told with the status and the headers of its kind', async () => {
      const error = new AgentError('rate-limited', 'Slow down.', { retryAfterMs: 2_500 });
      const response = await (await start(failure(error))).ask();
      expect(response.status).toBe(429);
      expect(response.headers.get('retry-after')).toBe('3');
      expect(response.headers.get('retry-after-ms')).toBe('2500');
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(await errorOf(response)).toEqual({
        message: 'Slow down.',
        type: 'rate_limit_error',
        code: 'rate_limit_exceeded',
        param: null,
      });
    });

    it('tells clients not to repeat what repeating cannot cure', async () => {
      const response = await (await start(failure(new AgentError('model-misconfigured', 'Bad key.')))).ask();
      expect(response.status).toBe(502);
      expect(response.headers.get('x-should-retry')).toBe('false');
    });

    it('drops what was said before the failure', async () => {
      const said: RunScript = [
        { type: 'text-delta', text: 'Hel' },
        { type: 'failure', error: new AgentError('model-failed', 'It broke off.') },
      ];
      const response = await (await start(said)).ask();
      expect(response.status).toBe(502);
      expect((await errorOf(response)).message).toBe('It broke off.');
    });

    it('keeps what nobody foresaw to itself', async () => {
      const response = await (await start(failure(new TypeError('secret detail')))).ask();
      expect(response.status).toBe(500);
      const error = await errorOf(response);
      expect(error).toMatchObject(INTERNAL);
      expect(error.message).not.toContain('secret');
    });

    it('fails the request when one of several choices fails', async () => {
      const { ask } = await start(answering('fine'), failure(new AgentError('model-timeout', 'Too late.')));
      const response = await ask({ n: 2 });
      expect(response.status).toBe(504);
      await response.text();
    });

    it.each<[string, RunScript]>([
      ['says nothing and completes', EMPTY],
      ['completes in the middle of its answer', [{ type: 'text-delta', text: 'Hel' }]],
    ])('is a server error when it %s', async (_, run) => {
      const response = await (await start(run)).ask();
      expect(response.status).toBe(500);
      expect(await errorOf(response)).toMatchObject(INTERNAL);
    });
  });

  describe('with streaming', () => {
    it('is told in a frame of its own, after what was said, and before [DONE]', async () => {
      const said: RunScript = [
        { type: 'text-delta', text: 'Hel' },
        { type: 'pause', ms: 10 },
        { type: 'failure', error: new AgentError('model-failed', 'It broke off.', { code: 'cut' }) },
      ];
      const response = await (await start(said)).ask({ stream: true });
      expect(response.status).toBe(200);
      const data = await dataOf(response);
      expect(data.slice(-2)).toEqual([
        '{"error":{"message":"It broke off.","type":"server_error","code":"cut","param":null}}',
        '[DONE]',
      ]);
      expect(textOf(data.slice(0, -2))).toBe('Hel');
      expect(data.some((line) => line.includes('"finish_reason":"stop"'))).toBe(false);
    });

    it('keeps what nobody foresaw to itself', async () => {
      const data = await dataOf(await (await start(failure('secret detail'))).ask({ stream: true }));
      expect(chunkOf(data.at(-2) ?? '').error).toMatchObject(INTERNAL);
      expect(data.join()).not.toContain('secret');
    });

    it.each<[string, RunScript]>([
      ['says nothing and completes', EMPTY],
      ['completes in the middle of its answer', [{ type: 'text-delta', text: 'Hel' }]],
    ])('does not pass for whole when it %s', async (_, run) => {
      const data = await dataOf(await (await start(run)).ask({ stream: true }));
      expect(chunkOf(data.at(-2) ?? '').error).toMatchObject(INTERNAL);
      expect(data.at(-1)).toBe('[DONE]');
    });

    it('keeps the stream open when it says nothing and does not complete', async () => {
      host = await startHost(new ScriptedAgentService({ runs: [NEVER] }), { heartbeatMs: 20 });
      const controller = new AbortController();
      const response = await host.ask({ stream: true }, { signal: controller.signal });
      let text = '';
      for await (const piece of response.body ?? []) {
        text += Buffer.from(piece).toString();
        if (text.split(': keepalive').length > 3) break;
      }
      expect(text).not.toContain('[DONE]');
      controller.abort();
    });
  });

  it.each([false, true])('before it returns a run is a server error (stream: %p)', async (stream) => {
    host = await startHost(new ThrowingAgent());
    const response = await host.ask({ stream });
    expect(response.status).toBe(500);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const error = await errorOf(response);
    expect(error).toMatchObject(INTERNAL);
    expect(error.message).not.toContain('secret');
  });

  it('leaves the server able to answer the next request', async () => {
    const { ask } = await start(failure(new Error('once')), answering('Back again.'));
    await (await ask({ stream: true })).text();
    expect(textOf(await dataOf(await ask({ stream: true })))).toBe('Back again.');
  });
});

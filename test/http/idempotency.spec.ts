import { afterEach, describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import { AgentError } from '../../src/agent/agent-error.js';
import type { AgentEvent } from '../../src/agent/agent-event.js';
import { NO_USAGE } from '../../src/agent/usage.js';
import type { AccessKey } from '../../src/index.js';
import { type AgentScript, answering, ScriptedAgentService } from '../../src/testing/index.js';
import { eventually } from '../support/eventually.js';
import { errorOf } from './support/answers.js';
import { type HostApp, type HostOptions, startHost } from './support/host-app.js';

const END: AgentEvent = { type: 'run-end', finishReason: 'stop', usage: NO_USAGE };
const text = (said: string): AgentEvent => ({ type: 'text-delta', text: said });
const FAILURE = new AgentError('model-unavailable', 'The model is overloaded.');

describe.each(['ask', 'respond'] as const)('an Idempotency-Key on %s', (route) => {
  let host: HostApp | undefined;
  let agent: ScriptedAgentService;

  afterEach(async () => {
    await host?.close();
    host = undefined;
  });

  async function start(script: AgentScript = {}, options: HostOptions = {}): Promise<HostApp> {
    agent = new ScriptedAgentService(script);
    host = await startHost(agent, options);
    return host;
  }

  function send(key: string, body: object = {}, init: RequestInit = {}): Promise<Response> {
    const headers = { ...(init.headers as Record<string, string> | undefined), 'idempotency-key': key };
    return (host as HostApp)[route](body, { ...init, headers });
  }

  function isReplayed(reply: Response): boolean {
    return reply.headers.get('idempotency-replayed') === 'true';
  }

  it.each([{ stream: false }, { stream: true }])('has the answer replayed as it was, of %j', async (body) => {
    await start({ runs: [answering(['Hel', 'lo'])] });
    const first = await send('k', body);
    const answer = await first.text();
    const second = await send('k', body);
    expect(await second.text()).toBe(answer);
    expect([first, second].map(isReplayed)).toEqual([false, true]);
    expect(second.headers.get('content-type')).toBe(first.headers.get('content-type'));
    expect(agent.runs).toHaveLength(1);
  });

  it.each([{ stream: false }, { stream: true }])(
    'has many who ask at once share one run, of %j',
    async (body) => {
      const run = new Subject<AgentEvent>();
      await start({ runs: [run] });
      const replies = Array.from({ length: 20 }, async () => (await send('k', body)).text());
      await eventually(() => expect(run.observed).toBe(true));
      run.next(text('Hel'));
      const late = send('k', body).then((reply) => reply.text());
      await new Promise((resolve) => setTimeout(resolve, 30));
      run.next(text('lo'));
      run.next(END);
      run.complete();
      const answers = new Set(await Promise.all([...replies, late]));
      expect(answers.size).toBe(1);
      expect([...answers][0]).toContain('lo');
      expect(agent.runs).toHaveLength(1);
    },
  );

  it.each([{ stream: false }, { stream: true }])(
    'keeps the run going when its client has gone, for the client to come back to, of %j',
    async (body) => {
      const run = new Subject<AgentEvent>();
      await start({ runs: [run] });
      const controller = new AbortController();
      send('k', body, { signal: controller.signal }).catch(() => undefined);
      await eventually(() => expect(run.observed).toBe(true));
      run.next(text('Hel'));
      controller.abort();
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(run.observed).toBe(true);
      const again = send('k', body);
      run.next(text('lo'));
      run.next(END);
      run.complete();
      expect(await (await again).text()).toMatch(/Hel.*lo/s);
      expect(isReplayed(await again)).toBe(true);
      expect(agent.runs).toHaveLength(1);
    },
  );

  it('is refused for another request', async () => {
    await start();
    await (await send('k')).text();
    for (const body of [{ temperature: 0 }, { stream: true }]) {
      const reply = await send('k', body);
      expect(reply.status).toBe(409);
      expect(reply.headers.get('x-should-retry')).toBe('false');
      expect(await errorOf(reply)).toMatchObject({ code: 'idempotency_key_reused' });
    }
    const elsewhere = route === 'ask' ? 'respond' : 'ask';
    const reply = await (host as HostApp)[elsewhere]({}, { headers: { 'idempotency-key': 'k' } });
    expect(await errorOf(reply)).toMatchObject({ code: 'idempotency_key_reused' });
    expect(agent.runs).toHaveLength(1);
  });

  it('is its owner’s own', async () => {
    const keys: AccessKey[] = [
      { key: 'key-of-ada', owner: 'ada' },
      { key: 'key-of-eve', owner: 'eve' },
    ];
    await start({}, { keys });
    const as = (who: string) => ({ headers: { authorization: `Bearer key-of-${who}` } });
    const [first, second] = [await send('k', {}, as('ada')), await send('k', {}, as('eve'))];
    expect([first, second].map(isReplayed)).toEqual([false, false]);
    expect(await second.text()).not.toBe(await first.text());
  });

  it('is free again where the request was not answered', async () => {
    await start({ runs: [[{ type: 'failure', error: FAILURE }], answering('Hello')] });
    expect((await send('k', { temperature: 'hot' })).status).toBe(400);
    expect((await send('k')).status).toBe(503);
    const reply = await send('k');
    expect([reply.status, isReplayed(reply)]).toEqual([200, false]);
    expect(agent.runs).toHaveLength(2);
  });

  it('has all who wait for it told of a failure', async () => {
    const run = new Subject<AgentEvent>();
    await start({ runs: [run] });
    const replies = Array.from({ length: 3 }, () => send('k'));
    await eventually(() => expect(run.observed).toBe(true));
    await new Promise((resolve) => setTimeout(resolve, 30));
    run.error(FAILURE);
    expect((await Promise.all(replies)).map(({ status }) => status)).toEqual([503, 503, 503]);
  });

  it.each(['', 'two words', 'x'.repeat(256)])('is a 400 where it is %j', async (key) => {
    await start();
    const reply = await send(key);
    expect([reply.status, await errorOf(reply)]).toMatchObject([400, { param: 'Idempotency-Key' }]);
    expect(agent.runs).toHaveLength(0);
  });
});

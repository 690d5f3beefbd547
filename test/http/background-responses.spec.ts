import { afterEach, describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import type { AgentEvent } from '../../src/agent/agent-event.js';
import { NO_USAGE } from '../../src/agent/usage.js';
import { type AccessKey, InMemoryResponseStore } from '../../src/index.js';
import { type AgentScript, answering, ScriptedAgentService } from '../../src/testing/index.js';
import { eventually } from '../support/eventually.js';
import { errorOf } from './support/answers.js';
import { type HostApp, type HostOptions, startHost } from './support/host-app.js';
import { eventsOf, responseOf } from './support/response-events.js';

const END: AgentEvent = { type: 'run-end', finishReason: 'stop', usage: NO_USAGE };

const text = (said: string): AgentEvent => ({ type: 'text-delta', text: said });

function call(callId: string, result: string): AgentEvent[] {
  const of = { callId, toolName: 'look_up' };
  return [
    { type: 'tool-call-start', ...of, executor: 'agent' },
    { type: 'tool-call-end', ...of, arguments: '{}', executor: 'agent' },
    { type: 'tool-result', ...of, result: { content: [{ type: 'text', text: result }] }, durationMs: 1 },
  ];
}

describe('a background response', () => {
  let host: HostApp | undefined;
  let agent: ScriptedAgentService;
  let run: Subject<AgentEvent>;

  afterEach(async () => {
    await host?.close();
    host = undefined;
  });

  async function start(script?: AgentScript, options: HostOptions = {}): Promise<HostApp> {
    run = new Subject();
    agent = new ScriptedAgentService(script ?? { runs: [run] });
    host = await startHost(agent, options);
    return host;
  }

  function at(path: string, init?: RequestInit): Promise<Response> {
    return fetch(`${host?.url ?? ''}/v1/responses/${path}`, init);
  }

  async function begin(body: object = {}): Promise<string> {
    const reply = await (host as HostApp).respond({ background: true, ...body });
    const { id, status } = await responseOf(reply);
    expect([reply.status, status]).toEqual([200, 'queued']);
    await eventually(() => expect(run.observed).toBe(true));
    return id;
  }

  async function statusOf(id: string): Promise<string> {
    return (await responseOf(await at(id))).status;
  }

  it('is answered at once, has its output as it comes, and ends by itself', async () => {
    await start();
    const id = await begin({ metadata: { for: 'ada' } });
    run.next(text('Hel'));
    expect(await responseOf(await at(id))).toMatchObject({
      id,
      status: 'in_progress',
      background: true,
      metadata: { for: 'ada' },
      output: [{ status: 'in_progress', content: [{ text: 'Hel' }] }],
    });
    run.next(text('lo'));
    run.next(END);
    run.complete();
    await eventually(async () => expect(await statusOf(id)).toBe('completed'));
    expect(await responseOf(await at(id))).toMatchObject({
      output: [{ status: 'completed', content: [{ text: 'Hello' }] }],
    });
  });

  it('stores its items as they are finished', async () => {
    const store = new InMemoryResponseStore();
    const { respond } = await start(undefined, { store });
    const id = await begin();
    for (const event of call('c1', '42')) run.next(event);
    await eventually(async () => {
      const found = await store.findResponse('default', id);
      expect(found?.output).toMatchObject([{ type: 'mcp_call', output: '42', status: 'completed' }]);
    });
    expect(await errorOf(await respond({ previous_response_id: id }))).toMatchObject({
      code: 'previous_response_in_progress',
    });
  });

  it('is failed where its run fails', async () => {
    await start();
    const id = await begin();
    run.next(text('Hel'));
    run.error(new Error('the secret is 42'));
    await eventually(async () => expect(await statusOf(id)).toBe('failed'));
    const response = await responseOf(await at(id));
    expect(response).toMatchObject({
      error: { code: 'internal_error' },
      output: [{ status: 'incomplete', content: [{ text: 'Hel' }] }],
    });
    expect(JSON.stringify(response)).not.toContain('secret');
  });

  it('is queued while as many as there may be are under way', async () => {
    const runs = [new Subject<AgentEvent>(), new Subject<AgentEvent>()];
    await start({ runs }, { maxBackgroundRuns: 1 });
    const ids: string[] = [];
    for (const _ of runs) {
      const { id } = await responseOf(await (host as HostApp).respond({ background: true }));
      ids.push(id);
    }
    await eventually(() => expect(runs[0]?.observed).toBe(true));
    expect(await statusOf(ids[1] ?? '')).toBe('queued');
    expect(runs[1]?.observed).toBe(false);
    runs[0]?.next(END);
    runs[0]?.complete();
    await eventually(() => expect(runs[1]?.observed).toBe(true));
    expect(await statusOf(ids[1] ?? '')).toBe('in_progress');
  });

  describe('that is cancelled', () => {
    const cancel = (id: string, init?: RequestInit): Promise<Response> =>
      at(`${id}/cancel`, { method: 'POST', ...init });

    it('stops its run, keeps what there was, and stays cancelled', async () => {
      await start();
      const id = await begin();
      run.next(text('Hel'));
      const cancelled = await responseOf(await cancel(id));
      expect(cancelled).toMatchObject({
        id,
        status: 'cancelled',
        output: [{ status: 'incomplete', content: [{ text: 'Hel' }] }],
      });
      expect(agent.abortedRuns).toBe(1);
      run.next(END);
      run.complete();
      expect(await responseOf(await at(id))).toEqual(cancelled);
      expect(await responseOf(await cancel(id))).toEqual(cancelled);
    });

    it('never begins where it was still queued', async () => {
      const runs = [new Subject<AgentEvent>(), new Subject<AgentEvent>()];
      await start({ runs }, { maxBackgroundRuns: 1 });
      await (host as HostApp).respond({ background: true });
      const { id } = await responseOf(await (host as HostApp).respond({ background: true }));
      expect(await responseOf(await cancel(id))).toMatchObject({ status: 'cancelled', output: [] });
      runs[0]?.next(END);
      runs[0]?.complete();
      const next = await responseOf(await (host as HostApp).respond({ background: true }));
      await eventually(async () => expect(await statusOf(next.id)).toBe('in_progress'));
      expect(agent.runs).toHaveLength(2);
    });

    it('is returned as it is where it has ended', async () => {
      await start({ runs: [answering('Done.')] });
      const { id } = await responseOf(await (host as HostApp).respond({ background: true }));
      await eventually(async () => expect(await statusOf(id)).toBe('completed'));
      expect(await responseOf(await cancel(id))).toMatchObject({ id, status: 'completed' });
    });

    it('tells its readers with a terminal event', async () => {
      await start();
      const id = await begin();
      run.next(text('Hel'));
      const following = at(`${id}?stream=true`).then(eventsOf);
      await cancel(id);
      expect((await following).at(-1)).toMatchObject({
        type: 'response.incomplete',
        response: { id, status: 'cancelled' },
      });
    });

    it('is nobody else’s to cancel', async () => {
      const keys: AccessKey[] = [
        { key: 'key-of-ada', owner: 'ada' },
        { key: 'key-of-eve', owner: 'eve' },
      ];
      await start(undefined, { keys });
      const as = (who: string) => ({ headers: { authorization: `Bearer key-of-${who}` } });
      const { id } = await responseOf(await (host as HostApp).respond({ background: true }, as('ada')));
      for (const reply of [
        await cancel(id, as('eve')),
        await at(id, as('eve')),
        await at(`${id}?stream=true`, as('eve')),
      ]) {
        expect(reply.status).toBe(404);
        expect(await errorOf(reply)).toMatchObject({ code: 'response_not_found' });
      }
      expect(agent.activeRuns).toBe(1);
    });
  });

  it('is stopped where it is deleted', async () => {
    await start();
    const id = await begin();
    const following = at(`${id}?stream=true`).then(eventsOf);
    await eventually(async () => expect(await statusOf(id)).toBe('in_progress'));
    expect((await at(id, { method: 'DELETE' })).status).toBe(200);
    expect(agent.abortedRuns).toBe(1);
    expect((await at(id)).status).toBe(404);
    await following.catch(() => undefined);
  });

  it('takes its turn in a conversation, which has no other meanwhile', async () => {
    const { respond } = await start();
    await begin({ conversation: 'project' });
    expect(await errorOf(await respond({ conversation: 'project' }))).toMatchObject({
      code: 'conversation_busy',
    });
    run.next(END);
    run.complete();
    await eventually(async () => {
      expect((await respond({ conversation: 'project', background: true })).status).toBe(200);
    });
  });
});

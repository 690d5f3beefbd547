import { afterEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { NEVER, Subject } from 'rxjs';
import type { AgentEvent } from '../../src/index.js';
import { answering, type AgentScript, ScriptedAgentService } from '../../src/testing/index.js';
import { eventually } from '../support/eventually.js';
import { RawConnection } from '../support/loopback-server.js';
import { type HostApp, startHost } from './support/host-app.js';

describe('a client that closes its connection', () => {
  let host: HostApp;
  let agent: ScriptedAgentService;

  afterEach(() => host.close());

  async function start(script: AgentScript): Promise<void> {
    agent = new ScriptedAgentService(script);
    host = await startHost(agent);
  }

  async function post(path: string, body: object, headers = ''): Promise<RawConnection> {
    const connection = await RawConnection.open(host.port);
    const json = JSON.stringify(body);
    connection.send(
      `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${headers}` +
        `Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`,
    );
    return connection;
  }

  /** Asks over a connection of its own; the agent has begun when it resolves. */
  async function openQuestion(body: { stream: boolean; n?: number }): Promise<RawConnection> {
    const question = { messages: [{ role: 'user', content: 'Hi' }], ...body };
    const connection = await post('/v1/chat/completions', question);
    await eventually(() => expect(agent.runs).toHaveLength(body.n ?? 1));
    return connection;
  }

  async function askAndLeave(body: { stream: boolean; n?: number }): Promise<void> {
    const connection = await openQuestion(body);
    connection.close();
  }

  it.each([false, true])('aborts a run that has said nothing (stream: %p)', async (stream) => {
    await start({ runs: [NEVER] });
    await askAndLeave({ stream });
    await eventually(() => expect(agent.abortedRuns).toBe(1));
    expect(agent.activeRuns).toBe(0);
  });

  it.each([false, true])('aborts a run in the middle of its answer (stream: %p)', async (stream) => {
    await start({
      runs: [
        [
          { type: 'text-delta', text: 'Hel' },
          { type: 'pause', ms: 600_000 },
        ],
      ],
    });
    await askAndLeave({ stream });
    await eventually(() => expect(agent.abortedRuns).toBe(1));
  });

  it.each([false, true])('aborts the runs of all choices (stream: %p)', async (stream) => {
    await start({ runs: [NEVER] });
    await askAndLeave({ stream, n: 3 });
    await eventually(() => expect(agent.abortedRuns).toBe(3));
  });

  it('aborts no run but its own', async () => {
    await start({ runs: [NEVER, [{ type: 'pause', ms: 150 }, ...answering('Still here.')]] });
    const leaving = await openQuestion({ stream: true });
    const staying = await host.ask({ stream: true });
    leaving.close();
    expect(await staying.text()).toContain('Still here.');
    await eventually(() => expect(agent.abortedRuns).toBe(1));
    expect(agent.completedRuns).toBe(1);
  });

  it('has nothing left to abort after the answer', async () => {
    await start({});
    await (await host.ask({ stream: true })).text();
    await (await host.ask()).text();
    expect([agent.completedRuns, agent.abortedRuns, agent.activeRuns]).toEqual([2, 0, 0]);
  });

  it('pauses its run by not reading, and lets it go on by reading again', async () => {
    const source = new Subject<AgentEvent>();
    await start({ runs: [source] });
    const connection = await openQuestion({ stream: true });
    const flow = agent.runs[0]?.context.flow;
    connection.socket.pause();
    for (let produced = 0; produced < 2_000 && flow?.paused !== true; produced++) {
      source.next({ type: 'text-delta', text: 'x'.repeat(9_000) });
      if (produced % 16 === 0) await sleep(1);
    }
    expect(flow?.paused).toBe(true);
    connection.socket.resume();
    await eventually(() => expect(flow?.paused).toBe(false));
    connection.close();
  });

  describe('right after the finish reason, as some clients do', () => {
    const QUESTION = { messages: [{ role: 'user', content: 'Hi' }], stream: true };
    /** An agent that takes its time to let go. */
    const lingering = (ms: number) => [...answering('Whole.'), { type: 'pause', ms } as const];

    async function leaveAfter(mark: string, path: string, body: object, headers = ''): Promise<string> {
      const connection = await post(path, body, headers);
      await eventually(() => expect(connection.received).toContain(mark));
      connection.close();
      return /"id":"(\w+[-_]\w+)"/.exec(connection.received)?.[1] ?? '';
    }

    it('leaves a stored completion that is whole', async () => {
      await start({ runs: [lingering(600_000)] });
      const body = { ...QUESTION, store: true };
      const id = await leaveAfter('"finish_reason":"stop"', '/v1/chat/completions', body);
      await eventually(async () => {
        const reply = await fetch(`${host.url}/v1/chat/completions/${id}`);
        expect(await reply.json()).toMatchObject({
          choices: [{ message: { content: 'Whole.' }, finish_reason: 'stop' }],
        });
      });
    });

    it('leaves an answer that can be had again under its key', async () => {
      await start({ runs: [lingering(50)] });
      const key = 'Idempotency-Key: once\r\n';
      const mark = '"finish_reason":"stop"';
      await leaveAfter(mark, '/v1/chat/completions', QUESTION, key);
      const reply = await host.ask(QUESTION, { headers: { 'Idempotency-Key': 'once' } });
      expect(reply.headers.get('idempotency-replayed')).toBe('true');
      expect(await reply.text()).toMatch(/Whole\.[^]*"finish_reason":"stop"[^]*\[DONE\]/);
      expect([agent.runs.length, agent.abortedRuns]).toEqual([1, 0]);
    });

    it('leaves a response that is whole, at its last event or just before it', async () => {
      await start({ runs: [answering('Whole.'), lingering(600_000)] });
      const marks = ['"type":"response.completed"', '"type":"response.output_text.delta"'];
      for (const mark of marks) {
        const id = await leaveAfter(mark, '/v1/responses', { input: 'Hi', stream: true });
        await eventually(async () => {
          const reply = await fetch(`${host.url}/v1/responses/${id}`);
          expect(await reply.json()).toMatchObject({
            status: 'completed',
            output: [{ status: 'completed', content: [{ text: 'Whole.' }] }],
          });
        });
      }
    });
  });
});

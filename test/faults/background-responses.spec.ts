import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import type { ResponseStreamEvent } from 'openai/resources/responses/responses';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';
import { eventually } from '../support/eventually.js';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../support/scripted-upstream/scripted-upstream.ts';

const MODEL = 'hermes-agent';

/** A call of the terminal that leaves a line in a file each time it is run. */
function terminalCall(command: string) {
  return {
    toolCalls: [{ id: 'call_1', name: 'run_command', argumentsPieces: [JSON.stringify({ command })] }],
  };
}

describe('a background response whose server ends', () => {
  let directory: string;
  let workspace: string;
  let upstream: ScriptedUpstream;
  let server: BuiltServer | undefined;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'hermes-data-'));
    workspace = mkdtempSync(join(tmpdir(), 'hermes-workspace-'));
    upstream = await startScriptedUpstream();
  });
  afterEach(async () => {
    await server?.kill();
    await upstream.close();
    rmSync(directory, { recursive: true });
    rmSync(workspace, { recursive: true });
  });

  async function start(): Promise<OpenAI> {
    server = await startBuiltServer({
      OPENAI_BASE_URL: upstream.baseUrl,
      AGENT_MODEL: 'scripted',
      DATA_DIR: directory,
      AGENT_TOOLSETS: 'terminal',
      AGENT_WORKSPACE_DIR: workspace,
    });
    return new OpenAI({ baseURL: server.baseUrl, apiKey: 'none', maxRetries: 0 });
  }

  /** Reads events until one is as wanted, or until the stream ends or breaks off. */
  async function read(
    stream: AsyncIterable<ResponseStreamEvent>,
    isWanted: (event: ResponseStreamEvent) => boolean = () => false,
  ): Promise<ResponseStreamEvent[]> {
    const events: ResponseStreamEvent[] = [];
    try {
      for await (const event of stream) {
        events.push(event);
        if (isWanted(event)) return events;
      }
    } catch (error) {
      if (events.length === 0) throw error;
    }
    return events;
  }

  function timesRun(): number {
    return readFileSync(join(workspace, 'runs'), 'utf8').trim().split('\n').length;
  }

  /** Goes on reading after the restart, to the end. All events together are numbered without a gap or a repetition. */
  async function readOn(client: OpenAI, id: string, before: readonly ResponseStreamEvent[]) {
    const last = before.at(-1)?.sequence_number ?? -1;
    const after = await read(await client.responses.retrieve(id, { stream: true, starting_after: last }));
    const numbers = [...before, ...after].map((event) => event.sequence_number);
    expect(numbers).toEqual(numbers.map((_, index) => index));
    return after;
  }

  it.each(['kill', 'stop'] as const)(
    'goes on where it was after a %s in the middle of its answer, and runs no tool again',
    async (end) => {
      const client = await start();
      upstream.script(
        { ...terminalCall('echo run >> runs; echo 42'), usage: { prompt_tokens: 10, completion_tokens: 5 } },
        { tokens: 100_000, tokenDelayMs: 10 },
      );
      const stream = await client.responses.create({
        model: MODEL,
        input: 'Look it up',
        background: true,
        stream: true,
      });
      let deltas = 0;
      const before = await read(
        stream,
        (event) => event.type === 'response.output_text.delta' && ++deltas === 20,
      );
      const id = before[0]?.type === 'response.created' ? before[0].response.id : '';
      await server?.[end]();

      upstream.reset();
      upstream.script({ text: 'It is 42.', usage: { prompt_tokens: 20, completion_tokens: 7 } });
      const restarted = await start();
      const after = await readOn(restarted, id, before);
      expect(after.at(-1)).toMatchObject({ type: 'response.completed', response: { id } });
      const response = await restarted.responses.retrieve(id);
      expect(response).toMatchObject({
        status: 'completed',
        output_text: 'It is 42.',
        output: [
          { type: 'mcp_call', name: 'run_command', status: 'completed' },
          { type: 'message', status: 'completed' },
        ],
        usage: { input_tokens: 30, output_tokens: 12 },
      });
      expect(timesRun()).toBe(1);
      expect(upstream.requests).toHaveLength(1);
      expect(JSON.stringify(upstream.requests[0]?.body)).toMatch(/Look it up.*call.*42/);
    },
  );

  it('asks again for a tool that it was in the middle of', async () => {
    const client = await start();
    upstream.script(terminalCall('echo run >> runs; sleep 600'));
    const { id } = await client.responses.create({ model: MODEL, input: 'Look it up', background: true });
    await eventually(() => expect(timesRun()).toBe(1));
    await server?.kill();

    upstream.reset();
    upstream.script(terminalCall('echo run >> runs; echo 42'), { text: 'It is 42.' });
    const restarted = await start();
    await eventually(async () => {
      expect((await restarted.responses.retrieve(id)).status).toBe('completed');
    });
    const { output } = await restarted.responses.retrieve(id);
    expect(output).toMatchObject([{ type: 'mcp_call', status: 'completed' }, { type: 'message' }]);
    expect(timesRun()).toBe(2);
    const replayed = await read(await restarted.responses.retrieve(id, { stream: true }));
    expect(replayed.map((event) => event.sequence_number)).toEqual(replayed.map((_, index) => index));
    expect(replayed.at(-1)).toMatchObject({ type: 'response.completed' });
  });

  it('that was queued, or had not said anything, begins after the restart', async () => {
    const client = await start();
    upstream.script({ firstTokenDelayMs: 600_000, text: 'never' });
    const { id } = await client.responses.create({
      model: MODEL,
      input: 'Hi',
      background: true,
      conversation: 'project',
    });
    await eventually(() => expect(upstream.requests).toHaveLength(1));
    await server?.kill();

    upstream.reset();
    upstream.script({ text: 'Hello.' }, { text: 'Hello again.' });
    const restarted = await start();
    await eventually(async () => {
      expect(await restarted.responses.retrieve(id)).toMatchObject({
        status: 'completed',
        output_text: 'Hello.',
      });
    });
    await restarted.responses.create({ model: MODEL, input: 'Again', conversation: 'project' });
    expect(JSON.stringify(upstream.requests.at(-1)?.body)).toMatch(/Hi.*Hello\..*Again/);
  });

  it('is not tried for ever', async () => {
    upstream.setDefault({ ...terminalCall('echo run >> runs; kill -9 $PPID; sleep 600') });
    const client = await start();
    const { id } = await client.responses.create({ model: MODEL, input: 'Hi', background: true });
    for (let round = 1; round <= 4; round++) {
      await eventually(() => expect(timesRun()).toBe(round));
      await server?.kill();
      if (round < 4) await start();
    }
    const last = await start();
    await eventually(async () => {
      expect(await last.responses.retrieve(id)).toMatchObject({
        status: 'failed',
        error: { code: 'server_restarted' },
      });
    });
  });
});

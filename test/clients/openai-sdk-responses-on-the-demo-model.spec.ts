import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import type { ResponseStreamEvent } from 'openai/resources/responses/responses';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';
import { eventually } from '../support/eventually.js';

const MODEL = 'hermes-agent';
/** Leaves a line in a file each time it is run, and then takes its time. */
const SLOW_COMMAND = 'Run the command `echo run >> runs; sleep 3; seq 1 100`';

/** What a newcomer can do without any provider, with tools that really run, while the server is killed. */
describe('background responses of the demo model with a tool, with the openai SDK', () => {
  let directory: string;
  let server: BuiltServer;
  let client: OpenAI;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'hermes-data-'));
    await start();
  });
  afterEach(async () => {
    await server.kill();
    rmSync(directory, { recursive: true });
  });

  async function start(): Promise<void> {
    server = await startBuiltServer({
      DATA_DIR: directory,
      AGENT_TOOLSETS: 'terminal',
      AGENT_WORKSPACE_DIR: directory,
    });
    client = new OpenAI({ baseURL: server.baseUrl, apiKey: 'none-needed', maxRetries: 0 });
  }

  function timesRun(): number {
    return readFileSync(join(directory, 'runs'), 'utf8').trim().split('\n').length;
  }

  /** Reads events up to one that is as wanted, or to the end. */
  async function read(
    stream: AsyncIterable<ResponseStreamEvent>,
    isWanted: (event: ResponseStreamEvent) => boolean = () => false,
  ): Promise<ResponseStreamEvent[]> {
    const events: ResponseStreamEvent[] = [];
    for await (const event of stream) {
      events.push(event);
      if (isWanted(event)) break;
    }
    return events;
  }

  it.each([
    ['its tool runs', 'response.mcp_call_arguments.done', 2],
    ['its answer is told', 'response.output_text.delta', 1],
  ])(
    'go on after a kill -9 while %s, and are told without a gap or a repetition',
    async (_, moment, runs) => {
      const stream = await client.responses.create({
        model: MODEL,
        input: SLOW_COMMAND,
        background: true,
        stream: true,
      });
      const before = await read(stream, ({ type }) => type === moment);
      const id = before[0]?.type === 'response.created' ? before[0].response.id : '';
      await eventually(() => expect(timesRun()).toBe(1));
      await server.kill();
      await start();
      const last = before.at(-1)?.sequence_number ?? -1;
      const after = await read(await client.responses.retrieve(id, { stream: true, starting_after: last }));
      const numbers = [...before, ...after].map((event) => event.sequence_number);
      expect(numbers).toEqual([...numbers.keys()]);
      expect(after.at(-1)).toMatchObject({ type: 'response.completed', response: { id } });
      const response = await client.responses.retrieve(id);
      expect(response).toMatchObject({
        status: 'completed',
        output: [
          { type: 'mcp_call', name: 'run_command', status: 'completed' },
          { type: 'message', status: 'completed' },
        ],
      });
      expect(response.output_text).toMatch(/1\n2\n3\n/);
      expect(timesRun()).toBe(runs);
    },
  );
});

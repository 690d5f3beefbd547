import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import type { ResponsesClientEvent, ResponsesServerEvent } from 'openai/resources/responses/responses';
import { ResponsesWS } from 'openai/resources/responses/ws';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';

const KEY = '3f1c9a0be27d4458';
const MODEL = 'hermes-agent';

/** The WebSocket client of the official SDK, on a server without any provider. */
describe('responses over a WebSocket with the openai SDK', () => {
  let server: BuiltServer;

  beforeAll(async () => {
    server = await startBuiltServer({ API_SERVER_KEY: KEY });
  });
  afterAll(() => server.stop());

  function connect(apiKey = KEY): ResponsesWS {
    return new ResponsesWS(new OpenAI({ baseURL: server.baseUrl, apiKey }));
  }

  /** What comes up to the end of a response. */
  async function ask(
    socket: ResponsesWS,
    event: Omit<ResponsesClientEvent.ResponseCreate, 'type'>,
  ): Promise<ResponsesServerEvent[]> {
    const events: ResponsesServerEvent[] = [];
    const stream = socket.stream();
    socket.send({ type: 'response.create', model: MODEL, ...event });
    for await (const received of stream) {
      if (received.type === 'error') throw received.error;
      if (received.type !== 'message') continue;
      events.push(received.message);
      if (received.message.type === 'response.completed') return events;
    }
    throw new Error('The socket was closed.');
  }

  function idOf(events: readonly ResponsesServerEvent[]): string {
    const last = events.at(-1);
    return last?.type === 'response.completed' ? last.response.id : '';
  }

  it('are answered, and gone on from without being stored', async () => {
    const socket = connect();
    const first = await ask(socket, { input: 'My name is Ada.', store: false });
    const second = await ask(socket, {
      input: 'What is my name?',
      store: false,
      previous_response_id: idOf(first),
      stream_id: 'main',
    });
    expect(second.at(-1)).toMatchObject({
      type: 'response.completed',
      stream_id: 'main',
      response: { previous_response_id: idOf(first), status: 'completed' },
    });
    expect(JSON.stringify(second.at(-1))).toContain('Ada');
    const unknown = { input: 'Hi', previous_response_id: 'resp_none' };
    await expect(ask(socket, unknown)).rejects.toMatchObject({
      message: expect.stringContaining('resp_none'),
    });
    expect(idOf(await ask(socket, { input: 'Hello' }))).toMatch(/^resp_/);
    socket.close();
  });

  it('are what the documented example shows', async () => {
    const example = readFileSync('examples/responses-websocket.mjs', 'utf8');
    expect(readFileSync('docs/responses.md', 'utf8')).toContain(`\`\`\`js\n${example}\`\`\``);
    const environment = { PATH: process.env['PATH'], API_SERVER_KEY: KEY };
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['examples/responses-websocket.mjs', server.baseUrl],
      { env: environment },
    );
    expect(stdout).toMatch(/\n.*Ada/);
  });

  it('are not there without the key', async () => {
    const socket = connect('wrong');
    const [error] = (await once(socket as unknown as NodeJS.EventEmitter, 'error')) as [Error];
    expect(error.message).toMatch(/401/);
    socket.close();
  });
});

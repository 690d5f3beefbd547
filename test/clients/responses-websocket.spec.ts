import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';
import { ResponseSocket } from '../support/response-socket.js';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../support/scripted-upstream/scripted-upstream.ts';
import { eventually } from '../support/eventually.js';

const KEY = '3f1c9a0be27d4458';

/** What the upstream was sent last, as text. */
function lastRequest(upstream: ScriptedUpstream): string {
  return JSON.stringify(upstream.requests.at(-1)?.body);
}

describe('responses over a WebSocket', () => {
  let upstream: ScriptedUpstream;
  let server: BuiltServer;
  let socket: ResponseSocket;

  beforeAll(async () => {
    upstream = await startScriptedUpstream();
    await start();
  });
  beforeEach(async () => {
    upstream.reset();
    socket = await connect();
  });
  afterEach(() => {
    socket.close();
  });
  afterAll(async () => {
    await server.stop();
    await upstream.close();
  });

  async function start(): Promise<void> {
    server = await startBuiltServer({
      OPENAI_BASE_URL: upstream.baseUrl,
      AGENT_MODEL: 'scripted',
      API_SERVER_KEY: KEY,
      API_SERVER_BODY_LIMIT: '64kb',
      AGENT_TOOLSETS: 'time',
    });
  }

  function connect(headers: Record<string, string> = {}): Promise<ResponseSocket> {
    return ResponseSocket.open(server.baseUrl, { authorization: `Bearer ${KEY}`, ...headers });
  }

  function retrieve(id: string): Promise<Response> {
    return fetch(`${server.baseUrl}/responses/${id}`, { headers: { authorization: `Bearer ${KEY}` } });
  }

  it('are told in the events that a stream has, numbered, and without [DONE]', async () => {
    upstream.script({ text: 'Hello there.' });
    const events = await socket.ask({ input: 'Hi' });
    expect(events.map(({ sequence_number: number }) => number)).toEqual([...events.keys()]);
    expect(new Set(events.map(({ type }) => type))).toEqual(
      new Set([
        'response.created',
        'response.in_progress',
        'response.output_item.added',
        'response.content_part.added',
        'response.output_text.delta',
        'response.output_text.done',
        'response.content_part.done',
        'response.output_item.done',
        'response.completed',
      ]),
    );
    const id = events.at(-1)?.response?.id ?? '';
    expect(await (await retrieve(id)).json()).toEqual(events.at(-1)?.response);
  });

  it('are gone on from on the same socket where they are not stored, and nowhere else', async () => {
    upstream.script({ text: 'Hello Ada.' }, { text: 'You are Ada.' }, { text: 'Still Ada.' });
    const first = await socket.answer({ input: 'I am Ada', store: false });
    expect((await retrieve(first.id)).status).toBe(404);
    const second = await socket.answer({ input: 'Who?', store: false, previous_response_id: first.id });
    expect(second.previous_response_id).toBe(first.id);
    expect(lastRequest(upstream)).toMatch(/I am Ada.*Hello Ada\..*Who\?/);
    await socket.answer({ input: 'Again?', store: false, previous_response_id: second.id });
    expect(lastRequest(upstream)).toMatch(/I am Ada.*Who\?.*You are Ada\..*Again\?/);

    const other = await connect();
    const refusal = { input: 'Who?', previous_response_id: second.id };
    expect(await other.ask(refusal)).toEqual([
      {
        type: 'error',
        status: 400,
        error: {
          type: 'invalid_request_error',
          code: 'previous_response_not_found',
          param: 'previous_response_id',
          message: expect.stringContaining(second.id),
        },
      },
    ]);
    other.close();
  });

  it('are gone on from anywhere where they are stored', async () => {
    upstream.script({ text: 'Hello Ada.' }, { text: 'You are Ada.' });
    const first = await socket.answer({ input: 'I am Ada' });
    const other = await connect();
    await other.answer({ input: 'Who?', previous_response_id: first.id });
    expect(lastRequest(upstream)).toMatch(/I am Ada.*Hello Ada\..*Who\?/);
    other.close();
  });

  it('have all that they go on from with them, where they are stored and what came before is not', async () => {
    upstream.script({ text: 'Hello Ada.' }, { text: 'You are Ada.' }, { text: 'Yes.' });
    const first = await socket.answer({ input: 'I am Ada', store: false });
    const second = await socket.answer({ input: 'Who?', previous_response_id: first.id });
    const other = await connect();
    await other.answer({ input: 'Sure?', previous_response_id: second.id });
    expect(lastRequest(upstream)).toMatch(/I am Ada.*Hello Ada\..*Who\?.*You are Ada\..*Sure\?/);
    other.close();
  });

  it('are forgotten when a turn that goes on from them fails', async () => {
    upstream.script({ text: 'Hello.' }, { status: 400, body: { error: { message: 'No.' } } });
    const first = await socket.answer({ input: 'Hi', store: false });
    const next = { input: 'And?', store: false, previous_response_id: first.id };
    const failed = await socket.ask(next);
    expect(failed.at(-1)).toMatchObject({ type: 'response.failed', response: { status: 'failed' } });
    expect(await socket.ask(next)).toMatchObject([{ error: { code: 'previous_response_not_found' } }]);
    upstream.script({ text: 'Hello again.' });
    expect(await socket.answer({ input: 'Hi' })).toMatchObject({ status: 'completed' });
  });

  it('are prepared without an answer, and gone on from', async () => {
    const prepared = await socket.answer({ input: 'I am Ada', store: false, generate: false });
    expect(prepared).toMatchObject({ status: 'completed', output: [] });
    expect(upstream.requests).toHaveLength(0);
    upstream.script({ text: 'You are Ada.' });
    await socket.answer({ input: 'Who?', store: false, previous_response_id: prepared.id });
    expect(lastRequest(upstream)).toMatch(/I am Ada.*Who\?/);
    expect(await socket.answer({ generate: false, instructions: 'Be brief.' })).toMatchObject({ output: [] });
  });

  it('come one after another, and in lanes of their own at the same time', async () => {
    upstream.setDefault({ text: 'Done.', firstTokenDelayMs: 50 });
    socket.send({ input: 'One' });
    socket.send({ input: 'Two' });
    socket.send({ input: 'Three', stream_id: 'other' });
    await eventually(() => {
      expect(socket.events.filter(({ type }) => type === 'response.completed')).toHaveLength(3);
    });
    const unnamed = socket.events.filter((event) => event['stream_id'] === undefined);
    expect(unnamed.map(({ type }) => type).indexOf('response.completed')).toBe(unnamed.length / 2 - 1);
    const named = socket.events.filter((event) => event['stream_id'] === 'other');
    expect(named.map(({ sequence_number: number }) => number)).toEqual([...named.keys()]);
    expect(named.at(-1)?.type).toBe('response.completed');
    const begun = socket.events.map(({ type }) => type);
    expect(begun.indexOf('response.created')).toBeLessThan(2);
    expect(upstream.requests.slice(0, 2).map(({ body }) => JSON.stringify(body))).toEqual(
      expect.arrayContaining([expect.stringContaining('One'), expect.stringContaining('Three')]),
    );
  });

  it.each([
    ['{"type":', 'invalid_json', null],
    ['[1]', 'invalid_json', null],
    [Buffer.from('{}'), 'binary_message', null],
    ['{"type":"session.update"}', 'unknown_type', 'type'],
    ['{"input":"Hi"}', 'unknown_type', 'type'],
    ['{"type":"response.create","input":"Hi","background":true}', 'unsupported_parameter', 'background'],
    ['{"type":"response.create","input":"Hi","stream":false}', 'invalid_value', 'stream'],
    ['{"type":"response.create","input":[{"role":"user"}]}', null, 'input[0].content'],
    ['{"type":"response.create","input":"Hi","stream_id":"a b"}', 'invalid_stream_id', 'stream_id'],
    ['{"type":"response.create","input":"Hi","generate":1}', 'invalid_value', 'generate'],
    ['{"type":"response.create","input":"Hi","model":"nobody"}', 'model_not_found', 'model'],
    ['{"type":"response.create"}', 'missing_required_parameter', 'input'],
  ])('answer %s with an error that names what is wrong, and go on', async (message, code, param) => {
    socket.sendRaw(message);
    const [error] = await socket.untilEnd();
    expect(error).toMatchObject({
      type: 'error',
      status: expect.any(Number),
      error: { param, ...(code !== null && { code }), message: expect.stringMatching(/./) },
    });
    upstream.script({ text: 'Hello.' });
    expect(await socket.answer({ input: 'Hi', stream: true })).toMatchObject({ status: 'completed' });
  });

  it('tell that a message is too large before the socket is closed for it', async () => {
    socket.sendRaw(JSON.stringify({ type: 'response.create', input: 'x'.repeat(70_000) }));
    const [error] = await socket.untilEnd();
    expect(error).toMatchObject({ type: 'error', status: 413, error: { code: 'body_too_large' } });
    expect(await socket.closed).toMatchObject({ code: 1009 });
  });

  it.each([{ authorization: 'Bearer wrong' }, { authorization: '' }])(
    'need the key in the header of the upgrade (%j)',
    async (headers) => {
      const refused = await ResponseSocket.refusal(`${server.baseUrl}/responses?api_key=${KEY}`, headers);
      expect(refused).toMatchObject({ status: 401, body: { error: { type: 'invalid_request_error' } } });
      expect(refused.headers['x-request-id']).toMatch(/^req_/);
    },
  );

  it('stop when the socket is closed, and are kept as far as they went', async () => {
    upstream.script({ tokens: 100_000, tokenDelayMs: 5 });
    socket.send({ input: 'Talk' });
    await eventually(() => expect(socket.events.length).toBeGreaterThan(10));
    const id = socket.events[0]?.response?.id ?? '';
    socket.close();
    await eventually(() => expect(upstream.requests[0]).toHaveProperty('abortedAt'));
    await eventually(async () => {
      expect(await (await retrieve(id)).json()).toMatchObject({
        status: 'incomplete',
        incomplete_details: { reason: 'interrupted' },
      });
    });
  });

  it('go on when the socket is closed, where its client wants them to', async () => {
    const leaving = await connect({ 'x-on-disconnect': 'continue' });
    upstream.script({ tokens: 20, tokenDelayMs: 20 });
    leaving.send({ input: 'Talk' });
    await eventually(() => expect(leaving.events.length).toBeGreaterThan(5));
    const id = leaving.events[0]?.response?.id ?? '';
    leaving.close();
    await eventually(async () => {
      expect(await (await retrieve(id)).json()).toMatchObject({ status: 'completed' });
    });
  });

  it('belong to a conversation, and tell of the tools of the agent', async () => {
    upstream.script(
      { toolCalls: [{ id: 'call_1', name: 'current_time', argumentsPieces: ['{}'] }] },
      { text: 'Noon.' },
      { text: 'As I said.' },
    );
    const first = await socket.answer({ input: 'What time is it?', conversation: 'clock' });
    expect(first.output).toMatchObject([
      { type: 'mcp_call', name: 'current_time', status: 'completed' },
      { type: 'message' },
    ]);
    await socket.answer({ input: 'And now?', conversation: 'clock' });
    expect(lastRequest(upstream)).toMatch(/What time is it\?.*Noon\..*And now\?/);
  });

  it('have an end when the server stops, and then the socket is closed', async () => {
    upstream.script({ tokens: 100_000, tokenDelayMs: 20 });
    const idle = await connect();
    socket.send({ input: 'Talk' });
    await eventually(() => expect(socket.events.length).toBeGreaterThan(3));
    server.signal('SIGTERM');
    expect(await idle.closed).toMatchObject({ code: 1001 });
    await eventually(() => expect(socket.events.at(-1)?.type).toBe('response.failed'));
    expect(await socket.closed).toMatchObject({ code: 1001 });
    await server.exited;
    await server.kill();
    await start();
  });
});

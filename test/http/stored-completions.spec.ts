import { afterEach, describe, expect, it } from '@jest/globals';
import { AgentError } from '../../src/agent/agent-error.js';
import { type CompletionStore, InMemoryCompletionStore } from '../../src/index.js';
import { type AgentScript, answering, ScriptedAgentService } from '../../src/testing/index.js';
import { eventually } from '../support/eventually.js';
import { refusalOf } from './support/answers.js';
import { type HostApp, type HostOptions, startHost } from './support/host-app.js';

const ADA = { headers: { authorization: 'Bearer key-of-ada' } };
const EVE = { headers: { authorization: 'Bearer key-of-eve' } };
const KEYS = [
  { key: 'key-of-ada', owner: 'ada' },
  { key: 'key-of-eve', owner: 'eve' },
];
const UNKNOWN = { status: 404, code: 'completion_not_found', param: 'completion_id' };

interface Completion {
  readonly id: string;
  readonly metadata?: Record<string, string>;
  readonly choices: readonly { readonly message: { readonly content: string } }[];
}

let host: HostApp | undefined;
afterEach(async () => {
  await host?.close();
  host = undefined;
});

async function start(script: AgentScript = {}, options: HostOptions = {}): Promise<HostApp> {
  host = await startHost(new ScriptedAgentService(script), options);
  return host;
}

async function storedBy(app: HostApp, body: object = {}, init?: RequestInit): Promise<Completion> {
  const reply = await app.ask({ store: true, ...body }, init);
  expect(reply.status).toBe(200);
  return (await reply.json()) as Completion;
}

function at(path: string, init?: RequestInit): Promise<Response> {
  return fetch(`${host?.url ?? ''}/v1/chat/completions${path}`, init);
}

function post(path: string, body: object, init: RequestInit = {}): Promise<Response> {
  const headers = { 'content-type': 'application/json', ...(init.headers as object | undefined) };
  return at(path, { ...init, method: 'POST', headers, body: JSON.stringify(body) });
}

async function idsAt(path: string, init?: RequestInit): Promise<string[]> {
  const { data } = (await (await at(path, init)).json()) as { data: { id: string }[] };
  return data.map(({ id }) => id);
}

/** A store that keeps nothing, because its disk is full. */
function failingStore(): CompletionStore {
  const store = new InMemoryCompletionStore();
  store.createCompletion = () => Promise.reject(new Error('The disk is full.'));
  return store;
}

describe('a chat completion with store: true', () => {
  it('is retrieved as it was answered, with the settings and the metadata of its request', async () => {
    const app = await start();
    const metadata = { project: 'x' };
    const completion = await storedBy(app, { metadata, temperature: 0.5, user: 'u1' });
    expect(await (await at(`/${completion.id}`)).json()).toEqual({
      ...completion,
      metadata,
      temperature: 0.5,
      input_user: 'u1',
    });
  });

  it('is there when its stream ends, as the whole of it', async () => {
    const app = await start({ runs: [answering(['Hel', 'lo'])] });
    const text = await (await app.ask({ store: true, stream: true })).text();
    const id = /"id":"([^"]+)"/.exec(text)?.[1] ?? '';
    expect(await (await at(`/${id}`)).json()).toMatchObject({
      id,
      object: 'chat.completion',
      choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hello' } }],
      usage: { total_tokens: expect.any(Number) },
    });
  });

  it('has all of its choices, streamed or not', async () => {
    const app = await start({ runs: [answering(['One']), answering(['Two'])] });
    const { id } = await storedBy(app, { n: 2 });
    expect(await (await at(`/${id}`)).json()).toMatchObject({ choices: [{ index: 0 }, { index: 1 }] });
    await (await app.ask({ store: true, stream: true, n: 2 })).text();
    const [, streamed] = await idsAt('');
    expect(await (await at(`/${streamed ?? ''}`)).json()).toMatchObject({
      choices: [{ index: 0 }, { index: 1 }],
    });
  });

  it('is kept though its client closes the connection with the last chunk', async () => {
    const app = await start();
    const gone = new AbortController();
    const reply = await app.ask({ store: true, stream: true }, { signal: gone.signal });
    for await (const chunk of reply.body ?? []) if (String(Buffer.from(chunk)).includes('"stop"')) break;
    gone.abort();
    await eventually(async () => expect(await idsAt('')).toHaveLength(1));
  });

  it.each([{ stream: true }, { stream: false }])('is not kept where its run fails: %j', async (body) => {
    const error = new AgentError('model-failed', 'It broke.');
    const app = await start({
      runs: [
        [
          { type: 'text-delta', text: 'Hel' },
          { type: 'failure', error },
        ],
      ],
    });
    await (await app.ask({ store: true, ...body })).text();
    expect(await idsAt('')).toEqual([]);
  });

  it('is answered where the store fails', async () => {
    const app = await start({}, { completionStore: failingStore() });
    expect((await storedBy(app)).choices[0]?.message.content).toBe('Hello!');
    expect(await (await app.ask({ store: true, stream: true })).text()).toContain('data: [DONE]');
  });

  it('is kept once for one Idempotency-Key', async () => {
    const app = await start();
    const init = { headers: { 'idempotency-key': 'k' } };
    const first = await storedBy(app, {}, init);
    expect(await storedBy(app, {}, init)).toEqual(first);
    expect(await idsAt('')).toEqual([first.id]);
  });

  it.each([false, null, undefined])('is not kept with store: %p', async (store) => {
    const app = await start();
    await (await app.ask({ store })).text();
    expect(await idsAt('')).toEqual([]);
  });

  it('takes no other value', async () => {
    const app = await start();
    expect(await refusalOf(await app.ask({ store: 'yes' }))).toMatchObject({ param: 'store' });
  });
});

describe('stored completions', () => {
  it('are listed oldest first, by model and metadata, page by page', async () => {
    const app = await start();
    const ids: string[] = [];
    for (const project of ['x', 'y', 'x', 'x']) ids.push((await storedBy(app, { metadata: { project } })).id);
    expect(await idsAt('')).toEqual(ids);
    expect(await idsAt('?order=desc')).toEqual(ids.toReversed());
    expect(await idsAt('?metadata[project]=y')).toEqual([ids[1]]);
    expect(await idsAt('?metadata%5Bproject%5D=x&model=nobody')).toEqual([]);
    const page = await (await at(`?metadata[project]=x&limit=1&after=${ids[0] ?? ''}`)).json();
    expect(page).toMatchObject({ object: 'list', first_id: ids[2], last_id: ids[2], has_more: true });
    expect(await (await at('?metadata[a]=b')).json()).toEqual({
      object: 'list',
      data: [],
      first_id: null,
      last_id: null,
      has_more: false,
    });
  });

  it.each([
    ['?after=nothing', 'after'],
    ['?limit=0', 'limit'],
    ['?limit=101', 'limit'],
    ['?order=up', 'order'],
    ['?model=a&model=b', 'model'],
    ['?metadata=x', 'metadata'],
    ['?metadata[a]=1&metadata[a]=2', 'metadata[a]'],
  ])('are not listed by %s', async (query, param) => {
    await start();
    expect(await refusalOf(await at(query))).toMatchObject({ status: 400, code: 'invalid_value', param });
  });

  it('get new metadata in the place of the old', async () => {
    const app = await start();
    const { id } = await storedBy(app, { metadata: { a: '1' } });
    expect(await (await post(`/${id}`, { metadata: { b: '2' } })).json()).toMatchObject({ id });
    expect(await (await at(`/${id}`)).json()).toMatchObject({ metadata: { b: '2' } });
    expect(await idsAt('?metadata[a]=1')).toEqual([]);
    const wrong = await post(`/${id}`, { metadata: { b: 2 } });
    expect(await refusalOf(wrong)).toMatchObject({ status: 400, param: 'metadata.b' });
  });

  it('are deleted', async () => {
    const app = await start();
    const { id } = await storedBy(app);
    const reply = await at(`/${id}`, { method: 'DELETE' });
    expect(await reply.json()).toEqual({ id, object: 'chat.completion.deleted', deleted: true });
    expect(await refusalOf(await at(`/${id}`))).toMatchObject(UNKNOWN);
  });

  it('tell the messages that they answer, page by page', async () => {
    const app = await start();
    const parts = [{ type: 'text', text: 'Look' }];
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: parts, name: 'Ada' },
      { role: 'user', content: 'x'.repeat(100_000) },
    ];
    const { id } = await storedBy(app, { messages });
    const all = (await (await at(`/${id}/messages`)).json()) as { data: { id: string }[] };
    expect(all).toMatchObject({
      first_id: `${id}-0`,
      last_id: `${id}-2`,
      has_more: false,
      data: [
        { role: 'system', content: 'Be brief.', content_parts: null },
        { role: 'user', content: null, content_parts: parts, name: 'Ada' },
        { role: 'user', content: 'x'.repeat(100_000) },
      ],
    });
    const page = await (await at(`/${id}/messages?order=desc&limit=1&after=${id}-2`)).json();
    expect(page).toMatchObject({ first_id: `${id}-1`, has_more: true });
    const wrong = await at(`/${id}/messages?after=nothing`);
    expect(await refusalOf(wrong)).toMatchObject({ status: 400, param: 'after' });
  });

  it.each(['chatcmpl-unknown', 'resp_1', '%00', 'x'.repeat(1_000), "' or 1=1 --"])(
    'are not found under the id %p',
    async (id) => {
      await start();
      expect(await refusalOf(await at(`/${id}`))).toMatchObject(UNKNOWN);
      expect(await refusalOf(await at(`/${id}/messages`))).toMatchObject(UNKNOWN);
      expect(await refusalOf(await post(`/${id}`, { metadata: {} }))).toMatchObject(UNKNOWN);
      expect(await refusalOf(await at(`/${id}`, { method: 'DELETE' }))).toMatchObject(UNKNOWN);
    },
  );

  it("are their owner's alone", async () => {
    const app = await start({}, { keys: KEYS });
    const { id } = await storedBy(app, {}, ADA);
    expect(await idsAt('', EVE)).toEqual([]);
    expect(await refusalOf(await at(`/${id}`, EVE))).toMatchObject(UNKNOWN);
    expect(await refusalOf(await at(`/${id}/messages`, EVE))).toMatchObject(UNKNOWN);
    expect(await refusalOf(await at(`/${id}`, { ...EVE, method: 'DELETE' }))).toMatchObject(UNKNOWN);
    expect(await refusalOf(await at(`?after=${id}`, EVE))).toMatchObject({ param: 'after' });
    expect(await refusalOf(await at(`/${id}`))).toMatchObject({ status: 401 });
    expect(await idsAt('', ADA)).toEqual([id]);
  });
});

import { afterEach, describe, expect, it } from '@jest/globals';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type LoopbackServer, serveOnLoopback } from '../../../test/support/loopback-server.js';
import { listModels, type ModelListing } from './list-models.js';
import { findProvider, type ProviderId } from './providers.js';

const KEY = 'sk-very-secret-0001';

let server: LoopbackServer | undefined;
let requests: IncomingMessage[] = [];

afterEach(async () => {
  await server?.close();
  server = undefined;
  requests = [];
});

async function ask(
  provider: ProviderId,
  answer: (response: ServerResponse, request: IncomingMessage) => void,
  apiKey: string | undefined = KEY,
): Promise<ModelListing> {
  server = await serveOnLoopback((request, response) => {
    requests.push(request);
    answer(response, request);
  });
  const found = findProvider(provider);
  if (found === undefined) throw new Error(`There is no provider ${provider}.`);
  return listModels({
    provider: found,
    baseUrl: `${server.url}/v1`,
    timeLimitMs: 1_000,
    ...(apiKey !== '' && { apiKey }),
  });
}

function json(status: number, body: unknown) {
  return (response: ServerResponse): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
}

function problemOf(listing: ModelListing): string {
  return 'problem' in listing ? listing.problem : 'no problem';
}

describe('listModels', () => {
  it('asks an OpenAI-compatible API with a bearer key', async () => {
    const listing = await ask(
      'custom',
      json(200, { data: [{ id: 'b' }, { id: 'a' }, { name: 'nameless' }] }),
    );
    expect(listing).toEqual({ models: ['b', 'a'] });
    expect(requests.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/v1/models', `Bearer ${KEY}`],
    ]);
  });

  it('reads a bare list', async () => {
    expect(await ask('ollama', json(200, [{ id: 'a' }]), '')).toEqual({ models: ['a'] });
    expect(requests[0]?.headers.authorization).toBeUndefined();
  });

  it('asks Anthropic in its own way', async () => {
    const listing = await ask('anthropic', json(200, { data: [{ id: 'claude' }], has_more: false }));
    expect(listing).toEqual({ models: ['claude'] });
    expect(requests.map(({ url }) => url)).toEqual(['/v1/models?limit=1000']);
    expect(requests[0]?.headers).toMatchObject({ 'x-api-key': KEY, 'anthropic-version': '2023-06-01' });
  });

  it('asks Google in its own way, and leaves out what does not generate', async () => {
    const models = [
      { name: 'models/gemini', supportedGenerationMethods: ['generateContent'] },
      { name: 'models/embedding', supportedGenerationMethods: ['embedContent'] },
    ];
    expect(await ask('google', json(200, { models }))).toEqual({ models: ['gemini'] });
    expect(requests[0]?.headers['x-goog-api-key']).toBe(KEY);
  });

  it('checks the key with OpenRouter, whose list is open to everybody', async () => {
    const listing = await ask('openrouter', (response, { url }) => {
      json(url === '/v1/key' ? 401 : 200, { data: [{ id: 'a' }] })(response);
    });
    expect(listing).toMatchObject({ isKeyRefused: true });
  });

  it.each([
    [
      'a refused key',
      json(401, { error: { message: `Incorrect key ${KEY}` } }),
      'does not accept the key (HTTP 401)',
    ],
    [
      'a key that Google refuses',
      json(400, { error: { details: [{ reason: 'API_KEY_INVALID' }] } }),
      'does not accept the key (HTTP 400)',
    ],
    ['a wrong path', json(404, {}), 'does not exist there (HTTP 404). Is the base URL right?'],
    ['too many questions', json(429, {}), 'is asked too often'],
    ['an error', json(503, {}), 'answers with an error (HTTP 503)'],
    ['JSON that is no list', json(200, { hello: 'world' }), 'answers, but not with a list of models'],
    ['null', json(200, null), 'answers, but not with a list of models'],
    [
      'a web page',
      (response: ServerResponse) => void response.end('<!doctype html><p>Hi'),
      'answers with a web page instead of JSON',
    ],
    [
      'text',
      (response: ServerResponse) => void response.end('Ollama is running'),
      'answers with something else instead of JSON',
    ],
    [
      'a redirect',
      (response: ServerResponse) =>
        void response.writeHead(301, { location: 'https://elsewhere.test/v1/models?key=x' }).end(),
      'redirects to https://elsewhere.test/v1/models (HTTP 301)',
    ],
    ['silence', () => undefined, 'has not answered within 1 second'],
    [
      'half an answer',
      (response: ServerResponse) => void response.write('{"data": ['),
      'has not answered within 1 second',
    ],
    [
      'a cut connection',
      (response: ServerResponse) => void response.socket?.destroy(),
      'it ends the connection at once',
    ],
  ])('says in a sentence that it got %s, without the key', async (_, answer, sentence) => {
    const problem = problemOf(await ask('custom', answer));
    expect(problem).toContain(sentence);
    expect(problem).not.toContain(KEY);
  });

  it('says that a key is asked for when it has sent none', async () => {
    expect(problemOf(await ask('vllm', json(401, {}), ''))).toContain('asks for a key');
  });

  it('says that nothing listens there', async () => {
    const { url, close } = await serveOnLoopback(() => undefined);
    await close();
    const provider = findProvider('custom');
    if (provider === undefined) throw new Error('There is no custom provider.');
    expect(problemOf(await listModels({ provider, baseUrl: `${url}/v1` }))).toContain(
      'nothing listens there',
    );
  });

  it('reads no more than a list of models can need', async () => {
    const listing = await ask('custom', (response) => {
      response.write('[');
      for (let part = 0; part < 10; part++) response.write(' '.repeat(1024 * 1024));
      response.end(']');
    });
    expect(problemOf(listing)).toContain('sends more than a list of models should need');
  });
});

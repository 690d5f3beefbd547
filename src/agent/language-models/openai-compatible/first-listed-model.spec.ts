import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FirstListedModel } from './first-listed-model.js';
import { listUpstreamModels } from './list-upstream-models.js';
import { UpstreamConnection, type UpstreamEndpoint } from './upstream-exchange.js';

describe('the models that an upstream lists', () => {
  let server: Server;
  let endpoint: UpstreamEndpoint;
  let answer: RequestListener;
  let requestCount: number;

  beforeEach(async () => {
    requestCount = 0;
    server = createServer((request, response) => {
      requestCount += 1;
      answer(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    endpoint = { baseUrl: `http://127.0.0.1:${port}/v1`, apiKey: 'the-secret', connectTimeoutMs: 1_000 };
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  function answerWith(status: number, body: unknown): void {
    answer = (_, response) => {
      response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
    };
  }

  function list(signal?: AbortSignal): Promise<readonly string[]> {
    return listUpstreamModels(new UpstreamConnection(endpoint), endpoint, signal);
  }

  describe('listUpstreamModels', () => {
    it.each([
      ['in a list', { object: 'list', data: [{ id: 'b' }, { id: 'a' }] }],
      ['in a bare array', [{ id: 'b' }, { id: 'a' }]],
      ['among entries without an id', { data: [{ id: 'b' }, { name: 'x' }, { id: 7 }, { id: 'a' }] }],
    ])('gives their ids in order (%s)', async (_, body) => {
      answerWith(200, body);
      expect(await list()).toEqual(['b', 'a']);
    });

    it('asks with the key of the upstream', async () => {
      let authorization: string | undefined;
      answer = (request, response) => {
        authorization = `${request.method} ${request.url} ${request.headers.authorization}`;
        response.end('[]');
      };
      await list();
      expect(authorization).toBe('GET /v1/models Bearer the-secret');
    });

    it('fails where there is no list', async () => {
      answerWith(200, { models: [] });
      await expect(list()).rejects.toMatchObject({ kind: 'model-misconfigured' });
    });

    it('fails where the answer is no JSON, and says what to look at', async () => {
      answerWith(200, '<html>Welcome to nginx</html>');
      await expect(list()).rejects.toThrow(/OPENAI_BASE_URL/);
    });

    it('fails as the upstream fails', async () => {
      answerWith(401, { error: { message: 'Bad key the-secret' } });
      await expect(list()).rejects.toMatchObject({
        kind: 'model-misconfigured',
        message: expect.stringContaining('Bad key [redacted]'),
      });
    });

    it('fails with the reason of an abort', async () => {
      answer = () => undefined;
      const reason = new Error('stopped');
      await expect(list(AbortSignal.abort(reason))).rejects.toBe(reason);
      const controller = new AbortController();
      const listing = list(controller.signal);
      controller.abort(reason);
      await expect(listing).rejects.toBe(reason);
    });
  });

  describe('FirstListedModel', () => {
    it('is the first of them, asked for once however many want it', async () => {
      answerWith(200, { data: [{ id: 'first' }, { id: 'second' }] });
      const source = new FirstListedModel(endpoint);
      const models = await Promise.all([source.get(), source.get(), source.get()]);
      expect(models.map(({ modelId }) => modelId)).toEqual(['first', 'first', 'first']);
      expect(source.get()).toBe(models[0]);
      expect(requestCount).toBe(1);
    });

    it('is asked for again after a failure', async () => {
      const source = new FirstListedModel(endpoint);
      answerWith(503, '');
      await expect(source.get()).rejects.toMatchObject({ kind: 'model-unavailable' });
      answerWith(200, { data: [{ id: 'first' }] });
      expect(await source.get()).toMatchObject({ modelId: 'first' });
      expect(requestCount).toBe(2);
    });

    it('fails where the upstream has no models', async () => {
      answerWith(200, { data: [] });
      await expect(Promise.resolve(new FirstListedModel(endpoint).get())).rejects.toMatchObject({
        kind: 'model-misconfigured',
        message: expect.stringContaining('AGENT_MODEL'),
      });
    });
  });
});

import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';
import { chatBody, postChat, readError } from '../support/chat-client.js';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../support/scripted-upstream/scripted-upstream.ts';

const LIMIT_BYTES = 12 * 1024 * 1024;

describe('a large request', () => {
  let upstream: ScriptedUpstream;
  let server: BuiltServer;

  beforeAll(async () => {
    upstream = await startScriptedUpstream();
    server = await startBuiltServer({
      OPENAI_BASE_URL: upstream.baseUrl,
      AGENT_MODEL: 'scripted',
      API_SERVER_BODY_LIMIT: '12mb',
    });
  });
  afterEach(() => upstream.reset());
  afterAll(async () => {
    await server.stop();
    await upstream.close();
  });

  it.each([false, true])(
    'of two thousand messages reaches the model as it is (streamed: %s)',
    async (stream) => {
      const messages = Array.from({ length: 2_000 }, (_, index) => ({
        role: index % 2 === 0 ? 'user' : 'assistant',
        content: `Message ${index} – with "quotes", ünïcode and 😀. `.repeat(1 + (index % 40)),
      }));
      const response = await postChat(server, { messages, stream });
      expect(response.status).toBe(200);
      await response.text();
      const { messages: received } = upstream.requests[0]?.body as { messages: unknown[] };
      expect(received.slice(1)).toEqual(messages);
    },
  );

  it('with an image of five megabytes reaches the model as it is', async () => {
    const image = { url: `data:image/png;base64,${Buffer.alloc(5_000_000, 7).toString('base64')}` };
    const messages = [{ role: 'user', content: [{ type: 'image_url', image_url: image }] }];
    expect((await postChat(server, { messages })).status).toBe(200);
    const body = upstream.requests[0]?.body as { messages: { content: { image_url: { url: string } }[] }[] };
    expect(body.messages[1]?.content[0]?.image_url.url === image.url).toBe(true);
  });

  it('over the limit is a 413 that names the limit, and reaches no model', async () => {
    const response = await postChat(server, { padding: 'x'.repeat(LIMIT_BYTES) });
    expect(response.status).toBe(413);
    expect(await readError(response)).toMatchObject({
      message: `The request body is larger than the ${LIMIT_BYTES} bytes that API_SERVER_BODY_LIMIT allows.`,
      type: 'invalid_request_error',
      code: 'body_too_large',
    });
    expect(upstream.requests).toHaveLength(0);
  });

  it('of undeclared length is a 413 as soon as it has passed the limit, while the rest is still to come', async () => {
    const { hostname, port } = new URL(server.baseUrl);
    const request = httpRequest({
      hostname,
      port,
      method: 'POST',
      path: '/v1/chat/completions',
      headers: { 'content-type': 'application/json' },
    });
    request.on('error', () => undefined);
    const piece = Buffer.alloc(1024 * 1024, 'x');
    for (let sent = 0; sent <= LIMIT_BYTES; sent += piece.length) request.write(piece);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(413);
    request.destroy();
  });

  it('just within the limit is taken', async () => {
    const padding = 'x'.repeat(LIMIT_BYTES - chatBody({ padding: '' }).length);
    expect((await postChat(server, { padding })).status).toBe(200);
  });
});

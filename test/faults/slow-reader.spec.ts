import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';
import { chatBody, parseStream } from '../support/chat-client.js';
import { eventually } from '../support/eventually.js';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../support/scripted-upstream/scripted-upstream.ts';

const CHUNK = 'x'.repeat(8_000);
const CHUNK_COUNT = 12_000;
const ANSWER_BYTES = CHUNK.length * CHUNK_COUNT;

describe('a reader that does not read for a while', () => {
  let upstream: ScriptedUpstream;
  let server: BuiltServer;

  beforeAll(async () => {
    upstream = await startScriptedUpstream();
    server = await startBuiltServer({
      OPENAI_BASE_URL: upstream.baseUrl,
      AGENT_MODEL: 'scripted',
      // Short for a model, and long enough for a busy machine to go on in.
      UPSTREAM_IDLE_TIMEOUT_MS: '3000',
    });
  });
  afterEach(() => upstream.reset());
  afterAll(async () => {
    await server.stop();
    await upstream.close();
  });

  /** A stream of far more than all sockets on its way can hold, of which nothing is read yet. */
  async function openUnread(): Promise<IncomingMessage> {
    upstream.script({ chunks: Array<string>(CHUNK_COUNT).fill(CHUNK), burst: true });
    const asking = request(`${server.baseUrl}/chat/completions`, {
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/json' },
    });
    asking.end(chatBody({ stream: true }));
    const [response] = (await once(asking, 'response')) as [IncomingMessage];
    return response;
  }

  function residentBytes(): number {
    const [, kilobytes] =
      /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${server.processId}/status`, 'utf8')) ?? [];
    return Number(kilobytes) * 1024;
  }

  it('holds the upstream back, costs the server little, and gets everything in the end', async () => {
    const before = residentBytes();
    const response = await openUnread();
    // Longer than the idle timeout: it is the reader who keeps the model waiting.
    await sleep(4_500);
    expect(upstream.requests[0]?.closedAt).toBeUndefined();
    expect(residentBytes() - before).toBeLessThan(ANSWER_BYTES * 0.75);

    let text = '';
    for await (const bytes of response.setEncoding('utf8')) text += String(bytes);
    const received = parseStream(text);
    expect(received).toMatchObject({ finishReasons: ['stop'], errors: [], doneCount: 1 });
    expect(received.text.length).toBe(ANSWER_BYTES);
  });

  it('that goes away meanwhile frees the upstream', async () => {
    const response = await openUnread();
    await sleep(300);
    response.destroy();
    await eventually(() => {
      expect(upstream.requests[0]?.abortedAt).toBeDefined();
    });
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';
import { chatBody } from '../support/chat-client.js';
import { eventually } from '../support/eventually.js';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../support/scripted-upstream/scripted-upstream.ts';
import { codeBlocks } from './markdown.js';
import { hasNginx, type NginxProcess, startNginx } from './nginx-process.js';

const path = 'docs/reverse-proxies.md';
const [nginxBlock] = codeBlocks('nginx', [{ path, text: readFileSync(path, 'utf8') }]);
const configuration = nginxBlock?.code ?? '';
const LARGE_MESSAGE = 'x'.repeat(8 * 1024 * 1024);

describe('nginx as docs/reverse-proxies.md configures it', () => {
  it('switches off what would hold up a stream, and lifts what would cut it', () => {
    for (const setting of ['proxy_buffering off;', 'proxy_read_timeout 1h;', 'client_max_body_size 32m;']) {
      expect(configuration).toContain(setting);
    }
  });

  // The real one's opinion, where there is one to ask; everything above holds without it.
  if (hasNginx) describe('and runs', runningNginx);
  else it.todo('runs (not tested: there is no nginx on this machine; apt-get install nginx)');
});

function runningNginx(): void {
  let upstream: ScriptedUpstream;
  let server: BuiltServer;
  let nginx: NginxProcess;

  beforeAll(async () => {
    upstream = await startScriptedUpstream();
    server = await startBuiltServer({ OPENAI_BASE_URL: upstream.baseUrl, AGENT_MODEL: 'scripted' });
    nginx = await startNginx(configuration, server.origin);
  }, 60_000);

  afterEach(() => upstream.reset());

  afterAll(async () => {
    await (nginx as NginxProcess | undefined)?.stop();
    await (server as BuiltServer | undefined)?.stop();
    await (upstream as ScriptedUpstream | undefined)?.close();
  });

  function ask(overrides: object): Promise<Response> {
    return fetch(`${nginx.origin}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: chatBody(overrides),
    });
  }

  it('hands on a frame while the model still writes, and closes with the client, so that the model stops', async () => {
    upstream.script({ tokens: 100_000, tokenDelayMs: 10 });
    const response = await ask({ stream: true });
    const reader = response.body?.getReader();
    const first = await reader?.read();
    expect(new TextDecoder().decode(first?.value as Uint8Array)).toMatch(/^data: \{/);
    expect(upstream.requests[0]?.abortedAt).toBeUndefined();
    await reader?.cancel();
    await eventually(() => {
      expect(upstream.requests[0]?.abortedAt).toBeDefined();
    });
  });

  it('takes images of 8 MiB', async () => {
    upstream.script({ tokens: 3 });
    const response = await ask({ messages: [{ role: 'user', content: LARGE_MESSAGE }] });
    expect(response.status).toBe(200);
    await response.text();
  });

  it('hands on errors as they are', async () => {
    const response = await fetch(`${nginx.origin}/v1/nothing`);
    expect(await response.json()).toMatchObject({ error: { code: 'not_found' } });
  });
}

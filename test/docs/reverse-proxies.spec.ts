import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { chatBody } from '../support/chat-client.js';
import { NEVER_ENDS, type ScriptedServer, startScriptedServer } from '../support/scripted-server.js';
import { codeBlocks } from './markdown.js';
import { hasNginx, type NginxProcess, startNginx } from '../support/nginx-process.js';

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
  let scripted: ScriptedServer;
  let nginx: NginxProcess;

  beforeAll(async () => {
    scripted = await startScriptedServer();
    nginx = await startNginx(configuration, scripted.server.origin);
  }, 60_000);

  afterEach(() => scripted.upstream.reset());

  afterAll(async () => {
    await (nginx as NginxProcess | undefined)?.stop();
    await (scripted as ScriptedServer | undefined)?.stop();
  });

  function ask(overrides: object): Promise<Response> {
    return fetch(`${nginx.origin}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: chatBody(overrides),
    });
  }

  it('hands on a frame while the model still writes, and closes with the client, so that the model stops', async () => {
    scripted.script(NEVER_ENDS);
    const response = await ask({ stream: true });
    const reader = response.body?.getReader();
    const first = await reader?.read();
    expect(new TextDecoder().decode(first?.value as Uint8Array)).toMatch(/^data: \{/);
    expect(scripted.upstream.requests[0]?.abortedAt).toBeUndefined();
    await reader?.cancel();
    await scripted.untilModelIsStopped();
  });

  it('takes images of 8 MiB', async () => {
    scripted.script({ tokens: 3 });
    const response = await ask({ messages: [{ role: 'user', content: LARGE_MESSAGE }] });
    expect(response.status).toBe(200);
    await response.text();
  });

  it('hands on errors as they are', async () => {
    const response = await fetch(`${nginx.origin}/v1/nothing`);
    expect(await response.json()).toMatchObject({ error: { code: 'not_found' } });
  });
}

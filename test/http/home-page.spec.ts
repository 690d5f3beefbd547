import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ScriptedAgentService } from '../../src/testing/index.js';
import { errorOf } from './support/answers.js';
import { startDeployed } from './support/deployed.js';
import type { HostApp } from './support/host-app.js';

describe('the page at /', () => {
  let host: HostApp;

  beforeAll(async () => {
    host = await startDeployed(new ScriptedAgentService());
  });
  afterAll(() => host.close());

  it('needs no key, and may run and load nothing but what this server has', async () => {
    const response = await fetch(`${host.url}/`);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
    });
    const policy = response.headers.get('content-security-policy')?.split('; ');
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ]),
    );
    const html = await response.text();
    expect(html).toContain('<title>hermes-agent-server</title>');
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style| style=| on\w+=|https?:\/\//);
  });

  it('has all the files that it names', async () => {
    const html = await (await fetch(`${host.url}/`)).text();
    const files = [...html.matchAll(/(?:src|href)="(home\/[^"]+)"/g)].map(([, path]) => path);
    expect(files).toEqual(expect.arrayContaining(['home/main.js', 'home/page.css', 'home/icon.svg']));
    for (const path of files) {
      const response = await fetch(`${host.url}/${path}`);
      expect([path, response.status]).toEqual([path, 200]);
      expect(response.headers.get('content-type')).toMatch(/^(?:text\/(?:javascript|css)|image\/svg\+xml)/);
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    }
  });

  it('is not sent again to who has it', async () => {
    const first = await fetch(`${host.url}/home/main.js`);
    const etag = first.headers.get('etag') ?? '';
    const again = await fetch(`${host.url}/home/main.js`, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    const other = await fetch(`${host.url}/home/main.js`, { headers: { 'if-none-match': 'W/"old"' } });
    expect([other.status, await other.text()]).toEqual([200, await first.text()]);
  });

  it('is sent as it is to who cannot unpack it', async () => {
    const packed = await fetch(`${host.url}/`);
    const plain = await fetch(`${host.url}/`, { headers: { 'accept-encoding': 'identity' } });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await packed.text()).toBe(await plain.text());
  });

  it('has no link to API documentation that the application does not serve', async () => {
    expect(await (await fetch(`${host.url}/`)).text()).not.toMatch(/API_DOCS|API docs/);
  });

  it('tells a client that takes / for the API where the API is', async () => {
    const response = await fetch(`${host.url}/`, { headers: { accept: 'application/json' } });
    expect(response.status).toBe(404);
    expect((await errorOf(response)).message).toContain('/v1');
  });

  it.each([
    'package.json',
    'tsconfig.json',
    'index.html',
    '..%2fhome.controller.ts',
    '%2e%2e%2fpage-files.ts',
    'constructor',
  ])('does not serve %s', async (name) => {
    const response = await fetch(`${host.url}/home/${name}`);
    expect(response.status).toBe(404);
    expect(await errorOf(response)).toMatchObject({ code: 'not_found' });
  });
});

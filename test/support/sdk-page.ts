import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type LoopbackServer, serveOnLoopback } from './loopback-server.js';

const SDK = dirname(createRequire(import.meta.url).resolve('openai'));
const PAGE = `<!doctype html>
<title>A page with the openai SDK</title>
<script type="importmap">{ "imports": { "openai": "/openai/index.mjs" } }</script>
<script type="module">
  import OpenAI from 'openai';
  globalThis.OpenAI = OpenAI;
</script>`;

/** Serves a page that has openai's SDK as `OpenAI` in its global scope: the modules of the package, unbundled. */
export function serveSdkPage(): Promise<LoopbackServer> {
  return serveOnLoopback((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    if (!pathname.startsWith('/openai/')) {
      response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
      return;
    }
    // A URL has resolved `..` already.
    readFile(join(SDK, pathname.slice('/openai/'.length))).then(
      (module) => response.writeHead(200, { 'content-type': 'text/javascript' }).end(module),
      () => response.writeHead(404).end(),
    );
  });
}

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';
import { codeBlocks } from './markdown.js';

/** The code of the README in one language, or of another page. */
function blocks(language: string, path = 'README.md'): string[] {
  return codeBlocks(language, [{ path, text: readFileSync(path, 'utf8') }]).map(({ code }) => code);
}

/** The example host with tools, and its test. */
function exampleOfTools(): string {
  const orders = 'examples/nest-host-tools/src/orders';
  const files = readdirSync(orders).map((file) => join(orders, file));
  const texts = [...files, 'test/consumer/nest-host-tools.spec.ts'].map((file) => readFileSync(file, 'utf8'));
  return unindented(texts.join());
}

/** Code as it compares: pages show it further to the left. */
function unindented(code: string): string {
  return code.replaceAll(/^ +/gm, '');
}

describe('README.md', () => {
  let server: BuiltServer;

  beforeAll(async () => {
    server = await startBuiltServer();
  }, 30_000);

  afterAll(() => (server as BuiltServer | undefined)?.stop());

  it('shows what the start prints', () => {
    const [greeting = 'no text block'] = blocks('text').filter((text) => text.includes('Base URL'));
    const printed = server.output().replaceAll(server.origin, 'http://127.0.0.1:8642');
    for (const line of greeting.trim().split('\n')) expect(printed).toContain(line.trim());
  });

  it('shows the JavaScript example as it is, and the example streams an answer', () => {
    const example = 'examples/openai-sdk.mjs';
    expect(blocks('js')).toEqual([readFileSync(example, 'utf8')]);
    const { stdout, stderr } = spawnSync(process.execPath, [example, server.baseUrl], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] },
    });
    expect({ stdout, stderr }).toEqual({ stdout: '1 2 3 4 5', stderr: '' });
  });

  it('shows the modules as the example host imports them', () => {
    const [code = 'no ts block'] = blocks('ts');
    expect(readFileSync('examples/nest-host/src/app.module.ts', 'utf8')).toContain(code);
  });

  it('shows the tools as their example host declares them', () => {
    const [, ...tools] = blocks('ts');
    expect(tools.length).toBeGreaterThan(0);
    for (const code of tools) expect(exampleOfTools()).toContain(unindented(code));
  });
});

describe('The documentation', () => {
  it('shows tools as their example host declares and tests them', () => {
    const code = blocks('ts', 'docs/tools-from-providers.md');
    expect(code.length).toBeGreaterThan(0);
    for (const block of code) expect(exampleOfTools()).toContain(unindented(block));
  });

  it('explains every variable of .env.example', () => {
    const names = [...readFileSync('.env.example', 'utf8').matchAll(/^#?([A-Z_]+)=/gm)].map(
      ([, name = '']) => name,
    );
    const page = readFileSync('docs/configuration.md', 'utf8');
    const explained = [...page.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name = '']) => name);
    expect(explained.toSorted()).toEqual(names.toSorted());
  });
});

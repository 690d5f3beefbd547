import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';

interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
}

interface OpenApiOperation {
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
}

const page = readFileSync('docs/api-server.md', 'utf8');
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The cells of the first column of a section's tables. */
function firstColumn(heading: string): string[] {
  const [, section = ''] = new RegExp(`^## ${heading}\n(.*?)(?=^## |$(?![\\s\\S]))`, 'ms').exec(page) ?? [];
  return [...section.matchAll(/^\| (.*?) +\|/gm)].map(([, cell = '']) => cell);
}

/** The endpoints that the page names: `GET`, `POST /v1/x`, `GET /y`. */
function documentedEndpoints(): string[] {
  return firstColumn('Endpoints').flatMap((cell) => {
    const code = [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);
    return code.flatMap((text, index) => {
      const [method = '', path] = text.split(' ');
      if (!METHODS.includes(method)) return [];
      const shared = code.slice(index).find((each) => each.includes('/'));
      return [`${method} ${path ?? shared?.split(' ')[1] ?? ''}`];
    });
  });
}

/** The codes of errors that the source gives out. */
function codesInSource(): string[] {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.spec.ts') && !file.startsWith('testing/'),
  );
  const codes = files.flatMap((file) => [
    ...readFileSync(join('src', file), 'utf8').matchAll(/\bcode: '([a-z]+_[a-z_]+)'/g),
  ]);
  return [...new Set(codes.map(([, code = '']) => code))].toSorted();
}

describe('docs/api-server.md', () => {
  let server: BuiltServer;
  let api: OpenApiDocument;

  beforeAll(async () => {
    server = await startBuiltServer();
    api = (await (await fetch(`${server.origin}/docs-json`)).json()) as OpenApiDocument;
  }, 30_000);

  afterAll(() => (server as BuiltServer | undefined)?.stop());

  it('names every endpoint of the OpenAPI document, and no other', () => {
    const served = Object.entries(api.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const documented = documentedEndpoints().map((endpoint) =>
      endpoint.replace('…', '/v1/conversations/{conversation_id}'),
    );
    expect(documented.toSorted()).toEqual(served.toSorted());
  });

  it('names every header that the OpenAPI document asks for', () => {
    const headers = Object.values(api.paths)
      .flatMap((operations) => Object.values(operations))
      .flatMap(({ parameters = [] }) => parameters)
      .flatMap((parameter) => (parameter.in === 'header' ? [`\`${parameter.name}\``] : []));
    expect(firstColumn('Request headers')).toEqual(expect.arrayContaining(headers));
    expect(headers).toContain('`X-On-Disconnect`');
  });

  it('names the headers that answers have', async () => {
    const streamed = await fetch(`${server.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ stream: true, messages: [{ role: 'user', content: 'Count to 2' }] }),
    });
    await streamed.text();
    const general = ['connection', 'content-type', 'date', 'keep-alive', 'transfer-encoding'];
    const names = [...streamed.headers.keys()].filter((name) => !general.includes(name));
    const documented = firstColumn('Answer headers').join();
    for (const name of names) expect(documented).toContain(`\`${name}\``);
  });

  it('or a page that it links to for errors, explains every code of an error', () => {
    const [, errors = ''] = /^## Errors\n(.*)/ms.exec(page) ?? [];
    const linked = [...errors.matchAll(/\]\(([\w-]+\.md)/g)].map(([, name = '']) =>
      readFileSync(`docs/${name}`, 'utf8'),
    );
    const missing = codesInSource().filter(
      (code) => ![page, ...linked].some((text) => text.includes(`\`${code}\``)),
    );
    expect(missing).toEqual([]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createServer } from 'node:tls';
import { LOOPBACK_CERTIFICATE, LOOPBACK_KEY } from '../support/loopback-certificate.js';
import { answerText, serveRaw } from './support/raw-server.js';

const BUILT = pathToFileURL(
  resolve('dist/agent/language-models/openai-compatible/upstream-exchange.js'),
).href;

/** Runs a program that has `upstream`, and gives what it has written, and how it has ended. */
async function run(
  baseUrl: string,
  program: string,
): Promise<{ output: string; errors: string; code: number }> {
  const source = `import { UpstreamConnection } from ${JSON.stringify(BUILT)};
    import { setDefaultCACertificates } from 'node:tls';
    setDefaultCACertificates([${JSON.stringify(LOOPBACK_CERTIFICATE)}]);
    const upstream = new UpstreamConnection({ baseUrl: ${JSON.stringify(baseUrl)} });
    const nothing = () => undefined;
    ${program}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], { timeout: 10_000 });
  let output = '';
  let errors = '';
  child.stdout.on('data', (data) => (output += String(data)));
  child.stderr.on('data', (data) => (errors += String(data)));
  const [code] = (await once(child, 'close')) as [number];
  return { output, errors, code };
}

describe('a process', () => {
  it.each(['http', 'https'])('ends once its connections over %s only wait', async (scheme) => {
    const secure = { key: LOOPBACK_KEY, cert: LOOPBACK_CERTIFICATE };
    const server = await serveRaw(
      ({ socket, connection }) => {
        setTimeout(() => socket.write(answerText(String(connection))), 100);
      },
      scheme === 'https' ? { listen: (onSocket) => createServer(secure, onSocket) } : {},
    );
    const outcome = await run(
      server.baseUrl.replace('http', scheme),
      `const ask = (onEnd) => upstream.send('/models', undefined, {
        onHeaders: nothing, onData: (data) => process.stdout.write(data), onEnd, onError: console.error,
      });
      ask(() => setTimeout(() => ask(nothing), 20));`,
    );
    expect(outcome).toEqual({ output: '11', errors: '', code: 0 });
    await server.close();
  });

  it.each([
    ['length', answerText('a')],
    ['connection', 'HTTP/1.1 200 OK\r\n\r\na'],
  ])('ends with what a handler throws at the end of an answer that ends with its %s', async (_, text) => {
    const server = await serveRaw(({ socket }) => {
      socket.write(text);
      if (!text.includes('content-length')) socket.end();
    });
    const { errors, code } = await run(
      server.baseUrl,
      `upstream.send('/models', undefined, {
        onHeaders: nothing, onData: nothing, onEnd: () => { throw new Error('a slip'); }, onError: nothing,
      });`,
    );
    expect(errors).toContain('Error: a slip');
    expect(code).toBe(1);
    await server.close();
  });
});

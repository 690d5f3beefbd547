import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.js';

const START_LIMIT_MS = 10_000;

/** Whether there is an nginx on this machine. */
export const hasNginx = spawnSync('nginx', ['-v']).status === 0;

/** An nginx that runs with the configuration of a guide. */
export interface NginxProcess {
  readonly origin: string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts nginx with what goes into its `http` block, without TLS, for there is no certificate, on a free port of
 * loopback, and with another address of the server behind it.
 */
export async function startNginx(configuration: string, upstream: string): Promise<NginxProcess> {
  const directory = mkdtempSync(join(tmpdir(), 'hermes-nginx-'));
  const port = await freePort();
  const file = join(directory, 'nginx.conf');
  writeFileSync(file, wholeConfiguration(directory, adapted(configuration, port, upstream)));
  const child = spawn('nginx', ['-p', directory, '-c', file, '-e', join(directory, 'error.log')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const origin = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
    rmSync(directory, { recursive: true, force: true });
  };
  await untilItAnswers(child, origin, stop);
  return { origin, stop };
}

function adapted(configuration: string, port: number, upstream: string): string {
  return configuration
    .replace('listen 443 ssl;', `listen 127.0.0.1:${port};`)
    .replaceAll(/^ *ssl_.*\n/gm, '')
    .replace('http://127.0.0.1:8642', upstream);
}

function wholeConfiguration(directory: string, http: string): string {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(directory, name)};`,
  );
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  return [
    user,
    'daemon off;',
    `pid ${join(directory, 'nginx.pid')};`,
    'events {}',
    `http {\n${paths.join('\n')}\naccess_log off;\n${http}\n}\n`,
  ].join('\n');
}

async function untilItAnswers(child: ChildProcess, origin: string, stop: () => Promise<void>): Promise<void> {
  let output = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output += text));
  for (const deadline = Date.now() + START_LIMIT_MS; Date.now() < deadline && child.exitCode === null;) {
    try {
      await fetch(origin, { signal: AbortSignal.timeout(2_000) });
      return;
    } catch {
      await sleep(25);
    }
  }
  await stop();
  throw new Error(`nginx did not start.\n${output}`);
}

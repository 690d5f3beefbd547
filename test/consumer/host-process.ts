import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../support/free-port.js';

const START_TIMEOUT_MS = 15_000;
const STOP_TIMEOUT_MS = 5_000;
const POLL_MS = 20;

/** The example host, running as a process of its own. */
export interface HostProcess {
  /** Scheme, host and port. */
  readonly origin: string;
  stop(): Promise<void>;
}

/** Compiles the example of this name with its own settings, and says where its `main.js` is. */
export function compileHost(example: string): string {
  const project = resolve('examples', example);
  const compiler = resolve('node_modules/typescript/bin/tsc');
  const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', project], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${project} does not compile:\n${stdout}`);
  return resolve(project, 'dist/main.js');
}

/** Starts a host on a free port, and waits until `healthPath` answers; a failure carries what the host printed. */
export async function startHost(
  script: string,
  healthPath: string,
  environment: NodeJS.ProcessEnv,
): Promise<HostProcess> {
  const port = await freePort();
  const child = spawn(process.execPath, [script], {
    env: { PATH: process.env['PATH'], PORT: String(port), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const origin = `http://127.0.0.1:${port}`;
  try {
    await untilHealthy(child, origin + healthPath);
  } catch (error) {
    await stop(child);
    throw new Error(`${script} did not become healthy. It printed:\n${output}`, { cause: error });
  }
  return { origin, stop: () => stop(child) };
}

async function untilHealthy(child: ChildProcess, url: string): Promise<void> {
  const giveUpAt = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < giveUpAt) {
    if (child.exitCode !== null) throw new Error(`It ended with code ${child.exitCode}.`);
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok === true) return;
    await sleep(POLL_MS);
  }
  throw new Error(`${url} did not answer within ${START_TIMEOUT_MS} ms.`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(killer);
}

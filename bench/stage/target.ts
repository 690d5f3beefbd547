import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { pidOf, startChild, stopChild } from '../lib/child-process.ts';

/** What is measured: the base line or the server. */
export interface TargetSpec {
  name: 'proxy' | 'ours';
  command: readonly [string, ...string[]];
  /** The model to name in requests. */
  model: string;
}

/** A running target. */
export interface Target {
  spec: TargetSpec;
  pid: number;
  baseUrl: string;
  /** From starting the process to its first healthy answer. */
  startMs: number;
  stop(): Promise<void>;
}

const startTimeoutMs = 20_000;
const pollMs = 5;

/** Starts a target on a free port and waits until `GET /health` answers 200. */
export async function startTarget(spec: TargetSpec, env: NodeJS.ProcessEnv): Promise<Target> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const [command, ...args] = spec.command;
  const startedAt = performance.now();
  const child = startChild(command, args, { env: { ...env, API_SERVER_PORT: String(port) } });
  await healthy(child, `${origin}/health`, startedAt + startTimeoutMs);
  return {
    spec,
    pid: pidOf(child),
    baseUrl: `${origin}/v1`,
    startMs: performance.now() - startedAt,
    stop: () => stopChild(child),
  };
}

async function healthy(child: ChildProcess, url: string, giveUpAt: number): Promise<void> {
  while (performance.now() < giveUpAt) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined);
    if (answer?.ok) return;
    if (child.exitCode !== null)
      throw new Error(`${child.spawnargs.join(' ')} ended with code ${child.exitCode}`);
    await sleep(pollMs);
  }
  throw new Error(`${child.spawnargs.join(' ')} was not healthy after ${startTimeoutMs} ms`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

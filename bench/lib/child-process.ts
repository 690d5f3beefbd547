import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { within } from './deadline.ts';

const gracePeriodMs = 3_000;
const running = new Set<ChildProcess>();

/** How a child process is started. */
interface ChildOptions {
  env?: NodeJS.ProcessEnv;
  stdio?: StdioOptions;
}

/** Starts a process that ends with this one at the latest. */
export function startChild(
  command: string,
  args: readonly string[],
  options: ChildOptions = {},
): ChildProcess {
  const child = spawn(command, args, {
    env: { ...process.env, ...options.env },
    stdio: options.stdio ?? ['ignore', 'ignore', 'inherit'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Asks a process to end, and makes it end when it has not after three seconds. */
export async function stopChild(child: ChildProcess): Promise<void> {
  if (!running.has(child)) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await within(gracePeriodMs, 'a child process to end', exited).catch(() => child.kill('SIGKILL'));
  await exited;
}

/** The id of a process that has been started; fails when it could not be. */
export function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error(`Could not start ${child.spawnfile}`);
  return child.pid;
}

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => process.exit(1));
}

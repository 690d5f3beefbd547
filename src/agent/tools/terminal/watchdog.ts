import { type ChildProcess, spawn } from 'node:child_process';
import { FAMILY_VARIABLE } from './process-family.js';

// Its standard input is a pipe from the server: it ends when the server does, however that comes about.
const SCRIPT = `
read -r line
kill -TERM -- "-$1"
sleep 1
kill -KILL -- "-$1"
for process in /proc/[0-9]*; do
  if grep -qs "${FAMILY_VARIABLE}=$2" "$process/environ"; then kill -KILL "\${process#/proc/}"; fi
done
`;

/**
 * Starts a small process that ends a command when the server ends before it, even by SIGKILL. A server that stops
 * need not wait for its commands either.
 *
 * @param leader the group of the command
 */
export function startWatchdog(leader: number, mark: string, path: string): { stop(): void } {
  const watchdog: ChildProcess = spawn('/bin/sh', ['-c', SCRIPT, 'watchdog', String(leader), mark], {
    cwd: '/',
    env: { PATH: path },
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without it the command runs all the same; only a killed server would leave it behind.
  watchdog.on('error', () => undefined);
  watchdog.stdin?.on('error', () => undefined);
  watchdog.unref();
  return { stop: () => void watchdog.kill('SIGKILL') };
}

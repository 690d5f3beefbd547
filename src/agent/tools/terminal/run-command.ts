import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { CommandOutput } from './command-output.js';
import { FAMILY_VARIABLE, ProcessFamily } from './process-family.js';
import { startWatchdog } from './watchdog.js';

/** How long processes have between SIGTERM and SIGKILL, in milliseconds. */
const GRACE_MS = 2000;

/** How long what is left in the pipe may take to arrive once nobody writes any more, in milliseconds. */
const DRAIN_MS = 1000;

/** What is to be run, and how far it may go. */
export interface CommandOptions {
  readonly command: string;
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly outputLimit: number;
  readonly signal: AbortSignal;
  onOutput(chunk: Buffer): void;
}

/** What a command came to. */
export interface CommandOutcome {
  readonly exitCode: number | null;
  readonly exitSignal: NodeJS.Signals | null;
  /** Why it was ended, where it did not end by itself. */
  readonly endedBy?: 'abort' | 'timeout';
  readonly output: string;
  /** Processes that it left running in the background, and that were ended with it. */
  readonly leftBehind: number;
  /** Processes that could not be ended. */
  readonly remaining: number;
}

type Exit = Pick<CommandOutcome, 'exitCode' | 'exitSignal'>;

/**
 * Runs a command in a shell, and resolves when the shell and all that it started are gone or given up. Rejects only
 * when the shell cannot be started.
 */
export async function runCommand(options: CommandOptions): Promise<CommandOutcome> {
  options.signal.throwIfAborted();
  const mark = randomUUID();
  const child = startShell(options, mark);
  const exit = exitOf(child);
  const leader = await started(child);
  const family = new ProcessFamily(leader, mark);
  const watchdog = startWatchdog(leader, mark, options.environment['PATH'] ?? '/usr/bin:/bin');
  const output = new CommandOutput(options.outputLimit);
  child.stdout?.on('data', (chunk: Buffer) => {
    output.add(chunk);
    options.onOutput(chunk);
  });
  try {
    const endedBy = await firstEnd(exit, options);
    const { ended, remaining } = await family.end(GRACE_MS);
    // A process that cannot be killed keeps its exit from us, too.
    const { exitCode, exitSignal } = remaining === 0 ? await exit : NO_EXIT;
    await drain(child);
    const leftBehind = endedBy === undefined ? ended : 0;
    return {
      exitCode,
      exitSignal,
      output: output.text(),
      leftBehind,
      remaining,
      ...(endedBy && { endedBy }),
    };
  } finally {
    watchdog.stop();
    child.stdout?.destroy();
  }
}

const NO_EXIT: Exit = { exitCode: null, exitSignal: null };

function startShell({ command, cwd, environment }: CommandOptions, mark: string): ChildProcess {
  const shell = existsSync('/bin/bash') ? '/bin/bash' : '/bin/sh';
  // One pipe for both outputs keeps them in order.
  return spawn('/bin/sh', ['-c', 'exec "$1" -c "$2" 2>&1', 'sh', shell, command], {
    cwd,
    env: { ...environment, [FAMILY_VARIABLE]: mark },
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

async function started(child: ChildProcess): Promise<number> {
  if (child.pid !== undefined) return child.pid;
  return new Promise((_, reject) => child.once('error', reject));
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('exit', (exitCode, exitSignal) => resolve({ exitCode, exitSignal }));
  });
}

/** Resolves when the shell ends, or when it has to. */
async function firstEnd(
  exit: Promise<Exit>,
  { signal, timeoutMs }: CommandOptions,
): Promise<'abort' | 'timeout' | undefined> {
  const { promise, resolve } = Promise.withResolvers<'abort' | 'timeout' | undefined>();
  const timer = setTimeout(() => resolve('timeout'), timeoutMs);
  const onAbort = () => resolve('abort');
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  void exit.then(() => resolve(undefined));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

/** Waits for the end of the pipe; a process that got away may hold it open for ever. */
async function drain({ stdout }: ChildProcess): Promise<void> {
  if (stdout === null || stdout.closed) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, DRAIN_MS);
    stdout.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';

const BUILT_PACKAGE = join(import.meta.dirname, '../../dist/index.js');

/** A host process in the middle of a command that ignores SIGTERM and has a child in a session of its own. */
const HOST = `
  const [built, workspaceDirectory] = process.argv.slice(1);
  const { terminalEnvironment, terminalToolset } = await import(built);
  const environment = terminalEnvironment(process.env);
  const abort = new AbortController();
  process.on('SIGTERM', () => { abort.abort(); process.exit(); });
  const [tool] = terminalToolset({ workspaceDirectory, environment }).tools();
  const command = "trap '' TERM; setsid sh -c 'echo $$ >> pids; exec sleep 1000' & echo $$ >> pids; sleep 1000; wait";
  await tool.execute({ command }, { signal: abort.signal, report: () => undefined });
`;

describe('a command whose server is gone', () => {
  let workspace: string;
  let host: ChildProcess;

  beforeEach(async () => {
    workspace = await mkdtemp(join(tmpdir(), 'abandoned-'));
    const hostArguments = ['--input-type=module', '-e', HOST, BUILT_PACKAGE, workspace];
    host = spawn(process.execPath, hostArguments, { stdio: ['ignore', 'ignore', 'inherit'] });
  });
  afterEach(async () => {
    host.kill('SIGKILL');
    await rm(workspace, { recursive: true });
  });

  it.each(['SIGKILL', 'SIGTERM'] as const)('ends after the %s of its server', async (signal) => {
    let pids: string[] = [];
    await eventually(() => {
      pids = readFileSync(join(workspace, 'pids'), 'utf8').trim().split('\n');
      expect(pids).toHaveLength(2);
    });
    expect(pids.map(lives)).toEqual([true, true]);
    host.kill(signal);
    await once(host, 'exit');
    await eventually(() => expect(pids.map(lives)).toEqual([false, false]));
  });
});

/** Whether a process lives; one that only waits for its parent to notice its end does not. */
function lives(pid: string): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

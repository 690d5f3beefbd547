import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { JSONObject } from '@ai-sdk/provider';
import type { ToolResult } from '../tool.js';
import { terminalEnvironment } from './terminal-environment.js';
import { terminalToolset, type TerminalToolsetOptions } from './terminal.toolset.js';

/** Whether a process lives; one that only waits for its parent to notice its end does not. */
function lives(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${String(pid)}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function textOf({ content }: ToolResult): string {
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

describe('terminalToolset', () => {
  let root: string;
  let abort: AbortController;
  let reports: string[];

  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'terminal-')));
    abort = new AbortController();
    reports = [];
  });
  afterEach(async () => {
    await rm(root, { recursive: true });
  });

  async function run(command: string, input: JSONObject = {}, options: Partial<TerminalToolsetOptions> = {}) {
    const environment = terminalEnvironment({});
    const [tool] = terminalToolset({ workspaceDirectory: root, environment, ...options }).tools();
    if (tool === undefined) throw new Error('no tool');
    const report = (progress: string) => void reports.push(progress);
    const context = { owner: 'o', agentId: 'a', runId: 'r', callId: 'c', signal: abort.signal, report };
    return tool.execute({ command, ...input }, context);
  }

  /** The numbers that a command wrote to a file, once there are so many. */
  async function pids(count: number): Promise<number[]> {
    for (;;) {
      const text = await readFile(join(root, 'pids'), 'utf8').catch(() => '');
      const numbers = text.trim().split(/\s+/).filter(Boolean).map(Number);
      if (numbers.length >= count) return numbers;
      await sleep(10);
    }
  }

  it('gives the exit code and both outputs in order', async () => {
    const result = await run('for i in 1 2 3; do echo "out $i"; echo "err $i" >&2; done; exit 3');
    expect(textOf(result)).toMatch(/^\[Exit code 3 after \d+\.\d s\.\]\n/);
    expect(textOf(result)).toContain('out 1\nerr 1\nout 2\nerr 2\nout 3\nerr 3\n');
    expect(result.isError).toBe(true);
    expect((await run('true')).isError).toBeUndefined();
    expect(textOf(await run('true'))).toContain('[No output.]');
  });

  it('names the signal that ended a command', async () => {
    expect(textOf(await run('kill -SEGV $$'))).toContain('Ended by SIGSEGV');
  });

  it('runs in the workspace, or in a folder of it', async () => {
    await mkdir(join(root, 'a'));
    await symlink('/', join(root, 'out'));
    expect(textOf(await run('pwd; echo $HOME'))).toContain(`${root}\n${root}\n`);
    expect(textOf(await run('pwd', { cwd: 'a' }))).toContain(`${root}/a\n`);
    expect(textOf(await run('pwd', { cwd: 'out' }))).toContain('leads out of the workspace');
    expect(textOf(await run('pwd', { cwd: '..' }))).toContain('leads out of the workspace');
    expect(textOf(await run('pwd', { cwd: 'none' }))).toContain('There is no "none"');
  });

  it('gives commands the environment it was given, and no other', async () => {
    const environment = { PATH: '/usr/bin:/bin', GREETING: 'hello' };
    const names = textOf(await run('env', {}, { environment })).matchAll(/^(\w+)=/gm);
    // Beside it there is what the shell adds, and the mark by which the command's processes are found.
    const added = ['PWD', 'OLDPWD', 'SHLVL', '_', 'HOME', 'AGENT_COMMAND_ID'];
    const given = [...names].map(([, name = '']) => name).filter((name) => !added.includes(name));
    expect(given.toSorted()).toEqual(['GREETING', 'PATH']);
  });

  it('ends the input of a program that waits for it', async () => {
    expect(textOf(await run('cat; read -r line; echo "read: $?"'))).toContain('read: 1');
    expect(textOf(await run('exec </dev/tty'))).toContain('/dev/tty');
  });

  it('keeps the beginning and the end of an endless output', async () => {
    const text = textOf(await run('echo begin; yes | head -c 200M; echo end'));
    expect(text).toContain('begin\ny\n');
    expect(text).toMatch(/\[… \d{9} bytes left out …\]/);
    expect(text).toContain('y\nend\n');
    expect(text.length).toBeLessThan(31_000);
  });

  it('says how far a command is', async () => {
    await run('for i in 1 2 3 4 5; do echo "step $i"; sleep 0.5; done');
    expect(reports.length).toBeGreaterThan(0);
    expect(reports.length).toBeLessThan(5);
    expect(reports[0]).toMatch(/^step \d$/);
  });

  it('says what stands in the way of a start', async () => {
    expect(textOf(await run('echo a\0b'))).toContain('NUL');
    expect(textOf(await run(`: ${'x'.repeat(200_000)}`))).toContain('too long. Write it to a file');
  });

  it('starts nothing once the run is over', async () => {
    abort.abort();
    expect(textOf(await run('touch started'))).toContain('not started');
    expect(existsSync(join(root, 'started'))).toBe(false);
  });

  describe('ends all processes', () => {
    it('on abort, the background and pipes included', async () => {
      const running = run(
        'sleep 1000 & echo $! >> pids; (sleep 1000; :) & echo $! >> pids; echo $$ >> pids; sleep 999 | cat',
      );
      const numbers = await pids(3);
      expect(numbers.map(lives)).toEqual([true, true, true]);
      abort.abort();
      const result = await running;
      expect(numbers.map(lives)).toEqual([false, false, false]);
      expect(result.isError).toBe(true);
      expect(textOf(result)).toContain('The run was stopped');
    });

    it('on abort, also those that ignore SIGTERM', async () => {
      const running = run(
        `trap '' TERM; sh -c 'trap "" TERM; echo $$ >> pids; while :; do sleep 1; done' & echo $$ >> pids; wait`,
      );
      const numbers = await pids(2);
      abort.abort();
      await running;
      expect(numbers.map(lives)).toEqual([false, false]);
    });

    it('on abort, also those that are stopped, or made a group or a session of their own', async () => {
      const running = run(
        `set -m; sleep 1000 & echo $! >> pids; kill -STOP $!
         setsid sh -c 'echo $$ >> pids; exec sleep 1000' &
         (setsid sh -c 'echo $$ >> pids; exec sleep 1000' &)
         env -i /bin/sh -c 'setsid sh -c "trap \\"\\" TERM; echo \\$\\$ >> pids; while :; do sleep 1; done"'`,
      );
      const numbers = await pids(4);
      expect(numbers.map(lives)).toEqual([true, true, true, true]);
      abort.abort();
      await running;
      expect(numbers.map(lives)).toEqual([false, false, false, false]);
    });

    it('when the time is up, and gives what was printed until then', async () => {
      const result = await run('echo early; echo $$ >> pids; sleep 1000', { timeout_seconds: 0.5 });
      expect(textOf(result)).toMatch(/^\[The time was up; the command was ended after .*\]\nearly\n/);
      expect((await pids(1)).map(lives)).toEqual([false]);
    });

    it('after the longest time, whatever the call asks for', async () => {
      const result = await run('sleep 1000', { timeout_seconds: 1e9 }, { timeoutMs: 200 });
      expect(textOf(result)).toContain('The time was up');
    });

    it('that a command left running, even when they hold the output open', async () => {
      const result = await run('for i in 1 2 3; do sleep 1000 & echo $! >> pids; done; echo done');
      expect(textOf(result)).toMatch(
        /^\[Exit code 0 after .* 3 processes were left running .* ended\.\]\ndone\n/,
      );
      expect((await pids(3)).map(lives)).toEqual([false, false, false]);
      expect(result.isError).toBeUndefined();
    });

    it('and takes no notice of one that has ended already and was not waited for', async () => {
      const result = await run(`exec sh -c 'sleep 0.1 & exec sleep 0.5'`);
      expect(textOf(result)).toMatch(/^\[Exit code 0 after \S+ s\.\]/);
    });

    it('that fork as fast as they can', async () => {
      const running = run('f() { sleep 0.05; f & f & }; ulimit -u 2000; f; echo $$ >> pids; sleep 1000');
      await pids(1);
      await sleep(200);
      abort.abort();
      await running;
      expect(markedProcesses(root)).toEqual([]);
    });
  });
});

/** The processes that still work in a folder. */
function markedProcesses(folder: string): string[] {
  const script = `for p in /proc/[0-9]*; do [ "$(readlink $p/cwd)" = "$1" ] && echo $p; done; true`;
  return execFileSync('/bin/sh', ['-c', script, 'sh', folder], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);
}

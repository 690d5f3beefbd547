import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ToolResult } from '../../src/index.js';

const BUILT_PACKAGE = join(import.meta.dirname, '../../dist/index.js');

/** Calls a tool of the built package in a process whose files may not grow beyond a megabyte. */
const SCRIPT = `
  const [built, workspaceDirectory, name, input] = process.argv.slice(1);
  const { filesToolset } = await import(built);
  process.on('SIGXFSZ', () => undefined);
  const tool = filesToolset({ workspaceDirectory }).tools().find((candidate) => candidate.name === name);
  const context = { signal: new AbortController().signal, report: () => undefined };
  console.log(JSON.stringify(await tool.execute(JSON.parse(input), context)));
`;

describe('a disk that takes no more', () => {
  let workspace: string;

  beforeEach(async () => {
    workspace = await mkdtemp(join(tmpdir(), 'full-disk-'));
  });
  afterEach(async () => {
    await rm(workspace, { recursive: true });
  });

  async function callWithLimit(name: string, input: object): Promise<ToolResult> {
    const command = 'ulimit -f 1000; exec "$0" --input-type=module -e "$@"';
    const toolArguments = [BUILT_PACKAGE, workspace, name, JSON.stringify(input)];
    const { stdout } = await promisify(execFile)('/bin/bash', [
      ...['-c', command, process.execPath, SCRIPT],
      ...toolArguments,
    ]);
    return JSON.parse(stdout) as ToolResult;
  }

  it('leaves a file as it was, and nothing beside it', async () => {
    const old = 'x'.repeat(1_020_000);
    await writeFile(join(workspace, 'a.txt'), `${old} end`);
    const input = { path: 'a.txt', old_text: 'end', new_text: 'y'.repeat(50_000) };
    const result = await callWithLimit('edit_file', input);
    expect(result.isError).toBe(true);
    expect(JSON.stringify(result.content)).toContain('It is as it was before');
    expect(await readFile(join(workspace, 'a.txt'), 'utf8')).toBe(`${old} end`);
    expect(await readdir(workspace)).toEqual(['a.txt']);
  });

  it('still takes what fits', async () => {
    const result = await callWithLimit('write_file', { path: 'b.txt', content: 'small' });
    expect(result.isError).toBeUndefined();
    expect(await readFile(join(workspace, 'b.txt'), 'utf8')).toBe('small');
  });
});

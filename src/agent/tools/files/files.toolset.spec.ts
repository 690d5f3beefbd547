import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { JSONObject } from '@ai-sdk/provider';
import type { ToolContext, ToolResult } from '../tool.js';
import { Workspace } from '../workspace/workspace.js';
import { filesToolset } from './files.toolset.js';
import { replaceFile } from './replace-file.js';
import { searchFilesTool } from './search-files.tool.js';

function contextWith(signal: AbortSignal): ToolContext {
  return { owner: 'o', agentId: 'a', runId: 'r', callId: 'c', signal, report: () => undefined };
}

function textOf({ content }: ToolResult): string {
  return content.map((part) => (part.type === 'text' ? part.text : part.mediaType)).join('\n');
}

describe('filesToolset', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'files-'));
  });
  afterEach(async () => {
    await rm(root, { recursive: true });
  });

  async function call(name: string, input: JSONObject, signal = new AbortController().signal) {
    const tool = filesToolset({ workspaceDirectory: root })
      .tools()
      .find((candidate) => candidate.name === name);
    if (tool === undefined) throw new Error(`no tool ${name}`);
    return tool.execute(input, contextWith(signal));
  }
  const put = async (path: string, content: string | Buffer) => writeFile(join(root, path), content);
  const get = async (path: string) => readFile(join(root, path), 'utf8');

  describe('read_file', () => {
    it('gives a text as it is', async () => {
      await put('a.txt', '\ufeffone\n\ttwo\n');
      expect(textOf(await call('read_file', { path: 'a.txt' }))).toBe('one\n\ttwo');
    });

    it('gives the lines that are asked for, and says how to read on', async () => {
      await put('a.txt', Array.from({ length: 5000 }, (_, index) => `line ${String(index + 1)}`).join('\n'));
      const text = textOf(await call('read_file', { path: 'a.txt', start_line: 10, line_count: 2 }));
      expect(text).toBe('line 10\nline 11\n\n[Lines 10 to 11 of 5000. Go on with start_line 12.]');
      expect(textOf(await call('read_file', { path: 'a.txt' }))).toContain('Lines 1 to 2000 of 5000.');
      const beyond = await call('read_file', { path: 'a.txt', start_line: 5001 });
      expect(beyond).toMatchObject({ isError: true });
    });

    it('cuts a line that is longer than a result may be', async () => {
      await put('a.txt', `${'x'.repeat(100_000)}\nnext\n`);
      const text = textOf(await call('read_file', { path: 'a.txt' }));
      expect(text.length).toBeLessThan(41_000);
      expect(text).toContain('Line 1 has 100000 characters and is cut. Lines 1 to 1 of 2.');
    });

    it('shows an image as a file', async () => {
      const bytes = Buffer.from('\x89PNG\r\n\x1a\n....', 'latin1');
      await put('a.png', bytes);
      expect((await call('read_file', { path: 'a.png' })).content).toEqual([
        { type: 'file', mediaType: 'image/png', data: bytes.toString('base64') },
      ]);
      await put('b.png', Buffer.concat([bytes, Buffer.alloc(4_000_000)]));
      expect(textOf(await call('read_file', { path: 'b.png' }))).toBe(
        '"b.png" is a PNG image (4.0 MB) and cannot be shown.',
      );
    });

    it('says what a binary file is, and how large', async () => {
      await put('a', Buffer.from('%PDF-1.7\0\0'));
      await put('b', Buffer.alloc(1500));
      expect(await call('read_file', { path: 'a' })).toMatchObject({ isError: true });
      expect(textOf(await call('read_file', { path: 'a' }))).toContain('a PDF document (10 bytes)');
      expect(textOf(await call('read_file', { path: 'b' }))).toContain('unknown type (1.5 kB)');
    });

    it('says so when a text is not UTF-8', async () => {
      await put('a.txt', Buffer.from('caf\xe9', 'latin1'));
      expect(textOf(await call('read_file', { path: 'a.txt' }))).toContain('not valid UTF-8');
    });

    it('refuses what is too large, and what is not there, without a path of the server', async () => {
      await put('a.log', Buffer.alloc(10_000_001, 'x'));
      expect(textOf(await call('read_file', { path: 'a.log' }))).toContain('has 10.0 MB; at most 10.0 MB');
      for (const path of ['none.txt', 'a.log/x', 'x'.repeat(300), '../x', '/etc/passwd', 'a\0b', '.']) {
        const result = await call('read_file', { path });
        expect(result.isError).toBe(true);
        expect(textOf(result)).not.toContain(root);
      }
    });

    it('does not wait for a pipe', async () => {
      execFileSync('/bin/sh', ['-c', 'mkfifo "$1"', 'sh', join(root, 'pipe')]);
      expect(textOf(await call('read_file', { path: 'pipe' }))).toContain('is a pipe');
    });
  });

  describe('write_file', () => {
    it('makes a file and the folders on the way', async () => {
      const result = await call('write_file', { path: 'a/b/c.txt', content: 'ü' });
      expect(textOf(result)).toBe('Created "a/b/c.txt" (2 bytes).');
      expect(await get('a/b/c.txt')).toBe('ü');
    });

    it('keeps the mode of a file, and leaves nothing beside it', async () => {
      await put('run.sh', 'old');
      await chmod(join(root, 'run.sh'), 0o750);
      expect(textOf(await call('write_file', { path: 'run.sh', content: 'new' }))).toContain('Replaced');
      expect((await stat(join(root, 'run.sh'))).mode & 0o777).toBe(0o750);
      expect(await readdir(root)).toEqual(['run.sh']);
    });

    it('writes nothing once the run is over', async () => {
      await put('a.txt', 'old');
      const result = await call('write_file', { path: 'a.txt', content: 'new' }, AbortSignal.abort());
      expect(result.isError).toBe(true);
      expect(await get('a.txt')).toBe('old');
    });

    it('leaves the old file when the run ends in the middle', async () => {
      await put('a.txt', 'old');
      const abort = new AbortController();
      const writing = new Workspace(root).withWriteTarget('a.txt', async (target) => {
        const bytes = Buffer.alloc(50_000_000, 'x');
        setTimeout(() => abort.abort(), 5);
        await replaceFile(target, bytes, abort.signal);
      });
      await expect(writing).rejects.toThrow('aborted');
      expect(await get('a.txt')).toBe('old');
      expect(await readdir(root)).toEqual(['a.txt']);
    });

    it('leaves what something else wrote meanwhile', async () => {
      await put('a.txt', 'old');
      const writing = new Workspace(root).withWriteTarget('a.txt', async (target) => {
        await put('a.txt', 'from elsewhere');
        await replaceFile(target, Buffer.from('new'), new AbortController().signal);
      });
      await expect(writing).rejects.toThrow('was changed by something else');
      expect(await get('a.txt')).toBe('from elsewhere');
    });

    it('replaces no folder', async () => {
      await mkdir(join(root, 'a'));
      expect(textOf(await call('write_file', { path: 'a', content: '' }))).toContain('"a" is a folder');
    });
  });

  describe('edit_file', () => {
    it('edits a part, and keeps the byte order mark, line ends and mode', async () => {
      await put('a.txt', '\ufeffone\r\ntwo\r\n');
      await chmod(join(root, 'a.txt'), 0o640);
      const input = { path: 'a.txt', old_text: 'one\ntwo', new_text: '1\n2' };
      expect(textOf(await call('edit_file', input))).toBe('Edited "a.txt" at line 1.');
      expect(await get('a.txt')).toBe('\ufeff1\r\n2\r\n');
      expect((await stat(join(root, 'a.txt'))).mode & 0o777).toBe(0o640);
    });

    it('leaves a file alone that is not UTF-8', async () => {
      const bytes = Buffer.from('caf\xe9 old', 'latin1');
      await put('a.txt', bytes);
      const result = await call('edit_file', { path: 'a.txt', old_text: 'old', new_text: 'new' });
      expect(textOf(result)).toContain('is text in another encoding (8 bytes), not UTF-8 text. It was left');
      expect(await readFile(join(root, 'a.txt'))).toEqual(bytes);
    });

    it('makes no file', async () => {
      const result = await call('edit_file', { path: 'x/none.txt', old_text: 'a', new_text: 'b' });
      expect(textOf(result)).toContain('There is no "x/none.txt"');
      expect(await readdir(root)).toEqual([]);
    });

    it('loses none of several edits at once', async () => {
      const names = Array.from({ length: 20 }, (_, index) => `item ${String(index)};`);
      await put('a.txt', names.join('\n'));
      const tools = filesToolset({ workspaceDirectory: root }).tools();
      const edit = tools.find(({ name }) => name === 'edit_file');
      if (edit === undefined) throw new Error('no tool edit_file');
      const context = contextWith(new AbortController().signal);
      const edits = names.map((name) => ({ path: 'a.txt', old_text: name, new_text: 'done' }));
      await Promise.all(edits.map(async (input) => edit.execute(input, context)));
      expect(await get('a.txt')).toBe(names.map(() => 'done').join('\n'));
    });
  });

  describe('list_files', () => {
    beforeEach(async () => {
      await mkdir(join(root, 'src', 'deep'), { recursive: true });
      await mkdir(join(root, 'node_modules', 'x'), { recursive: true });
      await put('src/a.ts', 'a');
      await put('src/deep/b.ts', 'bb');
      await put('node_modules/x/c.ts', '');
      await symlink('/etc', join(root, 'etc'));
    });

    it('shows a folder', async () => {
      expect(textOf(await call('list_files', {}))).toBe('etc (symbolic link)\nnode_modules/\nsrc/');
    });

    it('shows what is in its folders, but follows no link', async () => {
      expect(textOf(await call('list_files', { recursive: true }))).toBe(
        'etc (symbolic link)\nnode_modules/\nsrc/\nsrc/a.ts (1 bytes)\nsrc/deep/\nsrc/deep/b.ts (2 bytes)',
      );
      expect(textOf(await call('list_files', { path: 'node_modules', recursive: true }))).toContain('x/c.ts');
    });

    it('shows what a glob matches, from the folder on', async () => {
      expect(textOf(await call('list_files', { glob: '*.ts' }))).toBe(
        'src/a.ts (1 bytes)\nsrc/deep/b.ts (2 bytes)',
      );
      expect(textOf(await call('list_files', { path: 'src', glob: 'deep/*' }))).toBe(
        'src/deep/b.ts (2 bytes)',
      );
      expect(textOf(await call('list_files', { glob: 'nothing' }))).toBe('[Nothing found.]');
    });

    it('says how much of a large folder is not shown', async () => {
      await mkdir(join(root, 'big'));
      await Promise.all(Array.from({ length: 1200 }, async (_, index) => put(`big/${String(index)}`, '')));
      const text = textOf(await call('list_files', { path: 'big' }));
      expect(text).toContain('[200 more are not shown');
    });

    it('refuses a folder outside', async () => {
      expect(textOf(await call('list_files', { path: 'etc' }))).toContain('leads out of the workspace');
      expect(textOf(await call('list_files', { path: '..' }))).toContain('leads out of the workspace');
    });
  });

  describe('search_files', () => {
    beforeEach(async () => {
      await mkdir(join(root, 'src'));
      await put('src/a.ts', 'const Total = 1;\r\n\nreturn total (x)\n');
      await put('src/b.md', 'the total\n');
      await put('binary', Buffer.from('total\0'));
      await symlink('/etc/passwd', join(root, 'link'));
    });

    it('finds lines with a text', async () => {
      expect(textOf(await call('search_files', { query: 'total' }))).toBe(
        'src/a.ts:1: const Total = 1;\nsrc/a.ts:3: return total (x)\nsrc/b.md:1: the total\n\n' +
          '[3 matching lines in 2 files searched.]',
      );
      const exact = await call('search_files', { query: 'total (', case_sensitive: true, glob: '*.ts' });
      expect(textOf(exact)).toBe('src/a.ts:3: return total (x)\n\n[1 matching lines in 1 files searched.]');
      expect(textOf(await call('search_files', { query: 'root:', path: '.' }))).toContain('0 matching lines');
    });

    it('finds lines with a regular expression, in one file too', async () => {
      const input = { query: '^(const|let)\\s', regex: true, path: 'src/a.ts' };
      expect(textOf(await call('search_files', input))).toContain('src/a.ts:1: const Total');
      const inline = { query: '(?i)TOTAL\\b', regex: true, case_sensitive: true, path: 'src/b.md' };
      expect(textOf(await call('search_files', inline))).toContain('src/b.md:1: the total');
    });

    it('says what is wrong with an expression', async () => {
      const result = await call('search_files', { query: '(', regex: true });
      expect(result.isError).toBe(true);
      expect(textOf(result)).toContain('Invalid regular expression');
    });

    it('ends an expression that never would, and leaves the server free meanwhile', async () => {
      await put('a.txt', `${'a'.repeat(50_000)}!\n`);
      let ticks = 0;
      const timer = setInterval(() => (ticks += 1), 5);
      const search = searchFilesTool(new Workspace(root), { matchingMs: 300 });
      const input = { query: '^(a+)+$', regex: true };
      const result = await search.execute(input, contextWith(new AbortController().signal));
      clearInterval(timer);
      expect(result.isError).toBe(true);
      expect(textOf(result)).toContain('took too long');
      expect(ticks).toBeGreaterThan(5);
    });

    it('gives what it found when there are too many files for its time', async () => {
      const search = searchFilesTool(new Workspace(root), { searchMs: -1 });
      const result = await search.execute({ query: 'total' }, contextWith(new AbortController().signal));
      expect(result.isError).toBeUndefined();
      expect(textOf(result)).toContain('0 files searched. The time was up before all were searched');
    });

    it('ends with the run', async () => {
      await put('a.txt', `${'a'.repeat(50_000)}!\n`);
      const abort = new AbortController();
      const searching = call('search_files', { query: '^(a+)+$', regex: true }, abort.signal);
      setTimeout(() => abort.abort(), 100);
      expect(textOf(await searching)).toBe('search_files was stopped.');
    });

    it('bounds what it shows', async () => {
      await put('many.txt', 'total\n'.repeat(1000));
      await put('long.txt', `${'x'.repeat(5000)}total${'y'.repeat(5000)}`);
      const text = textOf(await call('search_files', { query: 'total' }));
      expect(text).toContain('many.txt: 950 more matches');
      expect(text).toMatch(/long\.txt:1: …x+totaly+…/);
      expect(text.length).toBeLessThan(3000);
    });
  });
});

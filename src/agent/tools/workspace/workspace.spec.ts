import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Workspace } from './workspace.js';

describe('Workspace', () => {
  let folder: string;
  let root: string;
  let outside: string;
  let workspace: Workspace;

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'workspace-')));
    root = join(folder, 'workspace');
    outside = join(folder, 'outside');
    await mkdir(root);
    await mkdir(outside);
    await writeFile(join(outside, 'secret.txt'), 'secret');
    workspace = new Workspace(root);
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  const read = async (path: string) =>
    workspace.withFile(path, async ({ handle }) => handle.readFile('utf8'));
  const write = async (path: string) =>
    workspace.withWriteTarget(path, async ({ directory, name }) => {
      await writeFile(join(directory.base, name), 'written');
    });

  it('is made on first use, for its owner only', async () => {
    const other = join(folder, 'a', 'b');
    await new Workspace(other).root();
    expect((await stat(other)).mode & 0o777).toBe(0o700);
  });

  it('may be a link itself', async () => {
    await symlink(root, join(folder, 'link'));
    await writeFile(join(root, 'a.txt'), 'inside');
    workspace = new Workspace(join(folder, 'link'));
    expect(await read('a.txt')).toBe('inside');
    expect(await read(join(folder, 'link', 'a.txt'))).toBe('inside');
    expect(await read(join(root, 'a.txt'))).toBe('inside');
  });

  it('follows links that stay inside', async () => {
    await mkdir(join(root, 'real'));
    await writeFile(join(root, 'real', 'a.txt'), 'inside');
    await symlink('real', join(root, 'folder'));
    await symlink('real/a.txt', join(root, 'file'));
    expect(await read('folder/a.txt')).toBe('inside');
    expect(await read('file')).toBe('inside');
    await write('file');
    expect(await readFile(join(root, 'real', 'a.txt'), 'utf8')).toBe('written');
  });

  it.each(['file', 'folder/secret.txt', 'twice/secret.txt', 'up/outside/secret.txt'])(
    'neither reads nor writes %s, a link that leads outside',
    async (path) => {
      await symlink(join(outside, 'secret.txt'), join(root, 'file'));
      await symlink('../outside', join(root, 'folder'));
      await symlink('folder', join(root, 'twice'));
      await symlink('..', join(root, 'up'));
      await expect(read(path)).rejects.toThrow('leads out of the workspace');
      await expect(write(path)).rejects.toThrow('leads out of the workspace');
      expect(await readFile(join(outside, 'secret.txt'), 'utf8')).toBe('secret');
    },
  );

  it('makes neither a file nor a folder through a link to nothing', async () => {
    await symlink(join(outside, 'new'), join(root, 'dangling'));
    await expect(write('dangling')).rejects.toThrow('symbolic link to nothing');
    await expect(write('dangling/a/b.txt')).rejects.toThrow('symbolic link to nothing');
    await expect(stat(join(outside, 'new'))).rejects.toThrow('ENOENT');
  });

  it('makes no folders outside', async () => {
    await symlink(outside, join(root, 'out'));
    await expect(write('out/a/b.txt')).rejects.toThrow('leads out of the workspace');
    await expect(stat(join(outside, 'a'))).rejects.toThrow('ENOENT');
  });

  it('gives up on links in a circle', async () => {
    await symlink('b', join(root, 'a'));
    await symlink('a', join(root, 'b'));
    await expect(read('a')).rejects.toThrow('ELOOP');
    await expect(write('a')).rejects.toThrow('ELOOP');
  });

  it('does not wait for a pipe, and opens no device', async () => {
    execFileSync('/bin/sh', ['-c', 'mkfifo "$1"', 'sh', join(root, 'pipe')]);
    await expect(read('pipe')).rejects.toThrow('"pipe" is a pipe');
    await expect(write('pipe')).rejects.toThrow('"pipe" is a pipe');
    await expect(read('.')).rejects.toThrow('is a folder');
    await expect(write('.')).rejects.toThrow('is a folder');
  });

  it('never reaches outside while a folder is swapped for a link', async () => {
    await mkdir(join(root, 'real', 'deep'), { recursive: true });
    await mkdir(join(outside, 'deep'));
    await writeFile(join(root, 'real', 'deep', 'secret.txt'), 'harmless');
    await writeFile(join(outside, 'deep', 'secret.txt'), 'secret');
    await symlink(outside, join(root, 'link'));
    const swapper = new Swapper(join(root, 'real'), join(root, 'link'), join(root, 'spare'));
    const seen = new Set<string>();
    for (let attempt = 0; attempt < 1000; attempt += 1) {
      seen.add(await read('real/deep/secret.txt').catch(() => 'refused'));
      await write('real/deep/secret.txt').catch(() => undefined);
    }
    await swapper.stop();
    expect(seen).not.toContain('secret');
    // Both sides of the swap were seen; else nothing was tried.
    expect(seen).toContain('refused');
    expect(seen.size).toBeGreaterThan(1);
    expect(await readdir(outside)).toEqual(['deep', 'secret.txt']);
    expect(await readFile(join(outside, 'deep', 'secret.txt'), 'utf8')).toBe('secret');
  });

  it('keeps to the folder that it opened, also when the name leads elsewhere by then', async () => {
    await mkdir(join(root, 'folder'));
    await workspace.withWriteTarget('folder/secret.txt', async ({ directory, name }) => {
      await rename(join(root, 'folder'), join(root, 'moved'));
      await symlink(outside, join(root, 'folder'));
      await writeFile(join(directory.base, name), 'written');
    });
    expect(await readFile(join(outside, 'secret.txt'), 'utf8')).toBe('secret');
    expect(await readFile(join(root, 'moved', 'secret.txt'), 'utf8')).toBe('written');
  });
});

/** Exchanges two names as fast as a thread can, now and then with a pause. */
class Swapper {
  private readonly isOver = new Int32Array(new SharedArrayBuffer(4));
  private readonly worker: Worker;

  constructor(left: string, right: string, spare: string) {
    const { isOver } = this;
    this.worker = new Worker(SWAP, { eval: true, workerData: { left, right, spare, isOver } });
  }

  async stop(): Promise<void> {
    Atomics.store(this.isOver, 0, 1);
    await once(this.worker, 'exit');
  }
}

// A writer may have made a folder while the name was free; that one goes, and not at once if it is still written to.
const SWAP = `
  const { renameSync, rmSync } = require('node:fs');
  const { left, right, spare, isOver } = require('node:worker_threads').workerData;
  function renameOver(from, to) {
    for (;;) {
      try { return renameSync(from, to); } catch {}
      try { rmSync(to, { recursive: true, force: true }); } catch {}
    }
  }
  for (let turn = 0; Atomics.load(isOver, 0) === 0; turn += 1) {
    renameSync(left, spare);
    renameOver(right, left);
    renameSync(spare, right);
    Atomics.wait(isOver, 0, 0, (turn % 7) / 20);
  }
`;

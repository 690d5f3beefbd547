import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { WorkspaceError, errorCode } from './workspace-error.js';
import { isInside, outside, workspacePath } from './workspace-path.js';

type Stats = Awaited<ReturnType<typeof lstat>>;

/** A folder of the workspace, held open: what is done under `base` stays in it, whatever its name leads to by now. */
export interface OpenDirectory {
  /** Relative to the workspace. */
  readonly path: string;
  /** What to put before the name of an entry. */
  readonly base: string;
  close(): Promise<void>;
}

/** A regular file of the workspace, open for reading. */
export interface OpenFile {
  readonly path: string;
  readonly handle: FileHandle;
  readonly size: number;
}

/** Where a file is going to be written. */
export interface WriteTarget {
  readonly path: string;
  readonly directory: OpenDirectory;
  readonly name: string;
  /** The file that is there now. */
  readonly existing?: Stats;
}

const OPEN_DIRECTORY = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
// A FIFO would make the opening wait for its writer, and a terminal would become ours.
const OPEN_FILE = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;

/**
 * One folder, and no way out of it. Links are resolved first, and what was opened is looked at again afterwards, so
 * that a link put in between is found out. Where the system has `/proc/self/fd`, entries are then reached through the
 * open folder itself, which leaves nothing to swap.
 */
export class Workspace {
  /** Writes of one workspace take turns, so that of two edits at once none is lost. */
  private lastWrite: Promise<unknown> = Promise.resolve();

  constructor(private readonly directory: string) {}

  /** The folder's real path. It is made where it is missing, for its owner only. */
  async root(): Promise<string> {
    try {
      await mkdir(this.directory, { recursive: true, mode: 0o700 });
      return await realpath(this.directory);
    } catch (error) {
      throw new WorkspaceError(`The workspace cannot be used (${errorCode(error) ?? 'unknown error'}).`);
    }
  }

  /** The real path of a folder, for a process to start in. */
  async realDirectory(path: string): Promise<string> {
    const { real } = await this.resolve(path);
    const found = await stat(real);
    if (!found.isDirectory()) throw new WorkspaceError(`${JSON.stringify(path)} is not a folder.`);
    return real;
  }

  /** A folder held open until `use` is done. */
  async withDirectory<T>(path: string, use: (directory: OpenDirectory) => Promise<T>): Promise<T> {
    const { root, real } = await this.resolve(path);
    return closing(await openDirectory(root, real), use);
  }

  /** A file held open until `use` is done. Nothing but a regular file is ever opened. */
  async withFile<T>(path: string, use: (file: OpenFile) => Promise<T>): Promise<T> {
    const { root, real } = await this.resolve(path);
    if (real === root) throw notRegular(path, await stat(real));
    return closing(await openDirectory(root, dirname(real)), async ({ base }) => {
      const entry = join(base, basename(real));
      const before = await lstat(entry);
      if (!before.isFile()) throw notRegular(path, before);
      return closing(await open(entry, OPEN_FILE), async (handle) => {
        await checkLocation(handle, real, root, path);
        const opened = await handle.stat();
        if (!opened.isFile()) throw notRegular(path, opened);
        return use({ path: relative(root, real), handle, size: opened.size });
      });
    });
  }

  /** The place of a file that is going to be written, in its turn; missing folders on the way are made. */
  async withWriteTarget<T>(path: string, use: (target: WriteTarget) => Promise<T>): Promise<T> {
    const turn = this.lastWrite.then(async () => this.locate(path, use));
    this.lastWrite = turn.catch(() => undefined);
    return turn;
  }

  private async locate<T>(path: string, use: (target: WriteTarget) => Promise<T>): Promise<T> {
    const root = await this.root();
    const target = join(root, this.relative(path, root));
    if (target === root) throw notRegular(path, await stat(root));
    return closing(await makeDirectory(root, dirname(target)), async (directory) => {
      const name = basename(target);
      const existing = await lstatIfThere(join(directory.base, name));
      if (existing?.isSymbolicLink() !== true) return useTarget(directory, name, existing, use);
      const real = await realTarget(join(directory.base, name), path);
      if (!isInside(root, real)) throw outside(path);
      return closing(await openDirectory(root, dirname(real)), async (other) => {
        const linked = await lstat(join(other.base, basename(real)));
        return useTarget(other, basename(real), linked, use);
      });
    });
  }

  private async resolve(path: string): Promise<{ root: string; real: string }> {
    const root = await this.root();
    const real = await realpath(join(root, this.relative(path, root)));
    if (!isInside(root, real)) throw outside(path);
    return { root, real };
  }

  private relative(path: string, root: string): string {
    return workspacePath(path, [root, resolve(this.directory)]);
  }
}

async function useTarget<T>(
  directory: OpenDirectory,
  name: string,
  existing: Stats | undefined,
  use: (target: WriteTarget) => Promise<T>,
): Promise<T> {
  const path = join(directory.path, name);
  if (existing !== undefined && !existing.isFile()) throw notRegular(path, existing);
  return use({ path, directory, name, ...(existing !== undefined && { existing }) });
}

/** Opens a folder by its real path and makes sure that it is still the one inside the workspace. */
async function openDirectory(root: string, real: string): Promise<OpenDirectory> {
  const handle = await open(real, OPEN_DIRECTORY);
  const path = relative(root, real);
  try {
    const hasProc = await checkLocation(handle, real, root, path);
    const base = hasProc ? `/proc/self/fd/${String(handle.fd)}` : real;
    return { path, base, close: async () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Opens the folder `target` step by step from the workspace on, and makes what is missing. */
async function makeDirectory(root: string, target: string): Promise<OpenDirectory> {
  let current = await openDirectory(root, root);
  for (const name of relative(root, target).split('/').filter(Boolean)) {
    const parent = current;
    current = await closing(parent, async ({ base, path }) => {
      const real = await realpath(join(base, name)).catch(async (error: unknown) => {
        if (errorCode(error) !== 'ENOENT') throw error;
        // A link to nothing is refused here: its name is taken.
        await mkdir(join(base, name)).catch(ignoreExisting);
        return realTarget(join(base, name), join(path, name));
      });
      if (!isInside(root, real)) throw outside(join(path, name));
      return openDirectory(root, real);
    });
  }
  return current;
}

/** Throws unless what is open lies in the workspace; tells whether `/proc` could say so. */
async function checkLocation(handle: FileHandle, real: string, root: string, shown: string) {
  const actual = await readlink(`/proc/self/fd/${String(handle.fd)}`).catch(() => undefined);
  if (actual !== undefined) {
    if (!isInside(root, actual)) throw outside(shown);
    return true;
  }
  const [opened, named] = [await handle.stat(), await stat(real)];
  const isSame = opened.dev === named.dev && opened.ino === named.ino;
  if (!isSame || (await realpath(real)) !== real) throw outside(shown);
  return false;
}

async function realTarget(link: string, shown: string): Promise<string> {
  try {
    return await realpath(link);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    throw new WorkspaceError(
      `${JSON.stringify(shown)} is a symbolic link to nothing. Write to the path that it should lead to.`,
    );
  }
}

async function lstatIfThere(path: string): Promise<Stats | undefined> {
  return lstat(path).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
}

function ignoreExisting(error: unknown): void {
  if (errorCode(error) !== 'EEXIST') throw error;
}

function notRegular(path: string, found: Stats): WorkspaceError {
  const shown = JSON.stringify(path);
  if (found.isDirectory()) return new WorkspaceError(`${shown} is a folder. list_files shows what is in it.`);
  const kind = found.isFIFO() ? 'a pipe' : found.isSocket() ? 'a socket' : 'a device or another special file';
  return new WorkspaceError(`${shown} is ${kind}. Only regular files can be read and written.`);
}

async function closing<R extends { close(): Promise<void> }, T>(
  resource: R,
  use: (resource: R) => Promise<T>,
): Promise<T> {
  try {
    return await use(resource);
  } finally {
    await resource.close();
  }
}

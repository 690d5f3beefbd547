import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, type FileHandle, lstat, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { WriteTarget } from '../workspace/workspace.js';
import { WorkspaceError, errorCode } from '../workspace/workspace-error.js';

const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

const CHUNK_SIZE = 1_000_000;

/**
 * Puts `bytes` in the place of a file, or makes the file: whole or not at all. They are written beside it and renamed
 * once they are on the disk; until then a failure or an abort leaves what was there. Mode and owner are kept.
 */
export async function replaceFile(target: WriteTarget, bytes: Buffer, signal: AbortSignal): Promise<void> {
  const { directory, name, existing } = target;
  const path = join(directory.base, name);
  // A rename needs no right to the file itself, so a read-only file would be replaced like any other.
  if (existing !== undefined) await access(path, constants.W_OK);
  signal.throwIfAborted();
  const temporary = join(directory.base, `.write-${randomBytes(8).toString('hex')}.tmp`);
  const handle = await open(temporary, CREATE, existing === undefined ? 0o666 : 0o600);
  try {
    await fill(handle, bytes, target, signal);
    await checkUnchanged(target);
    signal.throwIfAborted();
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function fill(handle: FileHandle, bytes: Buffer, { existing }: WriteTarget, signal: AbortSignal) {
  try {
    for (let written = 0; written < bytes.length;) {
      signal.throwIfAborted();
      const length = Math.min(CHUNK_SIZE, bytes.length - written);
      written += (await handle.write(bytes, written, length)).bytesWritten;
    }
    if (existing !== undefined) {
      // Giving a file away is for root only; where that fails, the new file is the server's own.
      await handle.chown(Number(existing.uid), Number(existing.gid)).catch(() => undefined);
      await handle.chmod(Number(existing.mode) & 0o777);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Whoever else works in the folder may have written meanwhile; that must not be lost. */
async function checkUnchanged({ directory, name, path, existing }: WriteTarget): Promise<void> {
  const now = await lstat(join(directory.base, name)).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  const isSame =
    now?.ino === existing?.ino && now?.mtimeMs === existing?.mtimeMs && now?.size === existing?.size;
  if (isSame) return;
  throw new WorkspaceError(
    `${JSON.stringify(path)} was changed by something else meanwhile, and was not written. Read it again.`,
  );
}

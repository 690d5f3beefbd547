import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseEnvironmentFile } from '../../config/environment.js';
import { describeFileError, fileErrorCode } from '../../config/file-error.js';
import { SetupProblem } from '../setup-problem.js';

/** Nobody but the owner reads a file with keys in it. */
const OWNER_ONLY = 0o600;

/** A `.env` file as it was when it was read. */
export class EnvFile {
  private constructor(
    /** As it was asked for. */
    readonly path: string,
    /** Where a symbolic link leads. */
    private readonly target: string,
    /** Absent when there was no file. */
    private readonly found: string | undefined,
  ) {}

  /** Reads a file; there need not be one. Throws a `SetupProblem`. */
  static read(path: string): EnvFile {
    const target = followLinks(resolve(path));
    return new EnvFile(resolve(path), target, readText(target));
  }

  get exists(): boolean {
    return this.found !== undefined;
  }

  get text(): string {
    return this.found ?? '';
  }

  /** Its variables, as the server reads them. */
  get values(): NodeJS.Dict<string> {
    return parseEnvironmentFile(this.text);
  }

  /**
   * Replaces the file in one step, readable for its owner only, and keeps what was there beside it. Returns where that
   * is. Throws a `SetupProblem`, and then nothing has changed.
   */
  replace(text: string): string | undefined {
    if (readText(this.target) !== this.found) {
      throw new SetupProblem(
        `${this.path} has been changed by somebody else meanwhile. Nothing was written: run the set-up again.`,
      );
    }
    try {
      const backup = this.found === undefined ? undefined : keepBackup(this.target, this.found);
      writeInOneStep(this.target, text);
      return backup;
    } catch (error) {
      throw new SetupProblem(`${this.path} could not be written (${fileErrorCode(error) ?? String(error)}).`);
    }
  }
}

/** A link may lead to a file that is not there yet. */
function followLinks(path: string): string {
  try {
    return fs.realpathSync(path);
  } catch (error) {
    if (fileErrorCode(error) !== 'ENOENT') throw unreadable(path, error);
    const link = fs.lstatSync(path, { throwIfNoEntry: false });
    return link?.isSymbolicLink() ? followLinks(resolve(dirname(path), fs.readlinkSync(path))) : path;
  }
}

function readText(path: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(fs.readFileSync(path));
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') return undefined;
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): SetupProblem {
  const isText = fileErrorCode(error) !== 'ERR_ENCODING_INVALID_ENCODED_DATA';
  return new SetupProblem(`${path} ${isText ? describeFileError(error) : 'is not UTF-8 text'}.`);
}

/** The first free name, or the one that holds the same text already. */
function keepBackup(path: string, text: string): string {
  for (let count = 1; ; count++) {
    const backup = count === 1 ? `${path}.bak` : `${path}.bak${count}`;
    const there = readText(backup);
    if (there === undefined) fs.writeFileSync(backup, text, { mode: OWNER_ONLY, flag: 'wx' });
    if (there === undefined || there === text) return backup;
  }
}

function writeInOneStep(path: string, text: string): void {
  const draft = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const file = fs.openSync(draft, 'wx', OWNER_ONLY);
    try {
      fs.writeFileSync(file, text);
      fs.fchmodSync(file, OWNER_ONLY);
      keepOwner(file, path);
      fs.fsyncSync(file);
    } finally {
      fs.closeSync(file);
    }
    fs.renameSync(draft, path);
  } catch (error) {
    fs.rmSync(draft, { force: true });
    throw error;
  }
}

/** Whoever runs the set-up with more rights must not take the file away from its owner. */
function keepOwner(file: number, path: string): void {
  const before = fs.statSync(path, { throwIfNoEntry: false });
  const draft = fs.fstatSync(file);
  if (before === undefined || (before.uid === draft.uid && before.gid === draft.gid)) return;
  try {
    fs.fchownSync(file, before.uid, before.gid);
  } catch (error) {
    if (fileErrorCode(error) !== 'EPERM') throw error;
  }
}

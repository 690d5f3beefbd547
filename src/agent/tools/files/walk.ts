import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Workspace } from '../workspace/workspace.js';
import { errorCode, WorkspaceError } from '../workspace/workspace-error.js';

/** Most entries of one folder that are looked at. */
const FOLDER_LIMIT = 20_000;

/** Most entries of one walk. */
const WALK_LIMIT = 200_000;

const DEPTH_LIMIT = 64;

/** Folders that are shown and not gone into, unless they are asked for by name. */
const NOT_ENTERED = new Set(['.git', 'node_modules']);

type EntryKind = 'file' | 'folder' | 'link' | 'special';

/** Something in a folder. */
export interface WalkEntry {
  /** Relative to the workspace. */
  readonly path: string;
  readonly kind: EntryKind;
}

/** What a walk could not show. */
export interface WalkGaps {
  /** Folders with more entries than are looked at, and those that could not be opened. */
  readonly folders: string[];
  /** Whether the walk ended early. */
  isCut: boolean;
}

/**
 * What is in a folder, by name, and with `recursive` what is in its folders. Symbolic links are never followed. What
 * cannot be opened on the way is noted in `gaps` and skipped.
 */
export async function* walk(
  workspace: Workspace,
  path: string,
  options: { recursive: boolean; signal: AbortSignal; gaps: WalkGaps },
): AsyncGenerator<WalkEntry> {
  const { recursive, signal, gaps } = options;
  // The next folder is the last one here, so that a folder's content follows its name.
  const waiting: { entries: WalkEntry[]; depth: number }[] = [
    { entries: (await entriesOf(workspace, path, options)).reverse(), depth: 0 },
  ];
  let seen = 0;
  for (let level = waiting.at(-1); level !== undefined; level = waiting.at(-1)) {
    signal.throwIfAborted();
    const entry = level.entries.pop();
    if (entry === undefined) {
      waiting.pop();
      continue;
    }
    if ((seen += 1) > WALK_LIMIT) {
      gaps.isCut = true;
      return;
    }
    yield entry;
    if (!recursive || entry.kind !== 'folder' || NOT_ENTERED.has(nameOf(entry.path))) continue;
    if (level.depth === DEPTH_LIMIT) gaps.folders.push(entry.path);
    else
      waiting.push({ entries: await entriesBelow(workspace, entry.path, options), depth: level.depth + 1 });
  }
}

async function entriesBelow(workspace: Workspace, path: string, options: Parameters<typeof walk>[2]) {
  try {
    return (await entriesOf(workspace, path, options)).reverse();
  } catch (error) {
    if (!(error instanceof WorkspaceError) && errorCode(error) === undefined) throw error;
    options.gaps.folders.push(path);
    return [];
  }
}

async function entriesOf(
  workspace: Workspace,
  path: string,
  { signal, gaps }: { signal: AbortSignal; gaps: WalkGaps },
): Promise<WalkEntry[]> {
  return workspace.withDirectory(path, async (directory) => {
    const entries: WalkEntry[] = [];
    for await (const entry of await opendir(directory.base, { bufferSize: 256 })) {
      signal.throwIfAborted();
      if (entries.length === FOLDER_LIMIT) {
        gaps.folders.push(directory.path === '' ? '.' : directory.path);
        break;
      }
      entries.push({ path: join(directory.path, entry.name), kind: kindOf(entry) });
    }
    return entries.sort((left, right) => (left.path < right.path ? -1 : 1));
  });
}

function kindOf(entry: Dirent): EntryKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'special';
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A sentence about what is missing, or an empty text. */
export function gapsText(gaps: WalkGaps): string {
  const parts = [
    ...(gaps.isCut ? [`Only the first ${String(WALK_LIMIT)} entries were looked at.`] : []),
    ...(gaps.folders.length === 0
      ? []
      : [
          `Not or not wholly looked at: ${gaps.folders.slice(0, 5).join(', ')}` +
            (gaps.folders.length > 5 ? ` and ${String(gaps.folders.length - 5)} more folders.` : '.'),
        ]),
  ];
  return parts.join(' ');
}

import { lstat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Tool, ToolResult } from '../tool.js';
import { textResult } from '../tool-result.js';
import type { Workspace } from '../workspace/workspace.js';
import { fileTool } from './file-tool.js';
import { globMatcher } from './glob.js';
import { formatSize } from './text-file.js';
import { gapsText, walk, type WalkEntry, type WalkGaps } from './walk.js';

/** Most entries that one call shows. */
const SHOWN_LIMIT = 1000;

/** Most characters of the entries of one call. */
const CHARACTER_LIMIT = 40_000;

/** Shows what is in a folder. */
export function listFilesTool(workspace: Workspace): Tool {
  return fileTool({
    name: 'list_files',
    description:
      'List a folder of the workspace: files with their sizes, folders with a / at the end. With recursive or a ' +
      'glob also what is in its folders, apart from .git and node_modules.',
    properties: {
      path: {
        type: 'string',
        description: 'The folder, relative to the workspace. Default: the workspace itself.',
      },
      recursive: { type: 'boolean', description: 'Also list what is in the folders. Default: false.' },
      glob: {
        type: 'string',
        description:
          'List only what matches, at any depth: "*.md", "src/**/*.{ts,tsx}". With a / it starts at path.',
      },
    },
    run: async (input, { signal }) => {
      const path = (input['path'] as string | undefined) ?? '.';
      const glob = input['glob'] as string | undefined;
      const gaps: WalkGaps = { folders: [], isCut: false };
      const isWanted = await wantedUnder(workspace, path, glob);
      const recursive = input['recursive'] === true || glob !== undefined;
      const listing = new Listing(workspace);
      for await (const entry of walk(workspace, path, { recursive, signal, gaps })) {
        if (isWanted(entry)) await listing.add(entry);
      }
      return listing.result(gapsText(gaps));
    },
  });
}

/** Whether an entry under a folder matches a glob, which is relative to that folder. */
export async function wantedUnder(
  workspace: Workspace,
  path: string,
  glob: string | undefined,
): Promise<(entry: WalkEntry) => boolean> {
  if (glob === undefined) return () => true;
  const matches = globMatcher(glob);
  const folder = await workspace.withDirectory(path, (directory) => Promise.resolve(directory.path));
  return (entry) => matches(folder === '' ? entry.path : entry.path.slice(folder.length + 1));
}

class Listing {
  private readonly lines: string[] = [];
  private length = 0;
  private left = 0;

  constructor(private readonly workspace: Workspace) {}

  async add(entry: WalkEntry): Promise<void> {
    if (this.lines.length >= SHOWN_LIMIT || this.length > CHARACTER_LIMIT) {
      this.left += 1;
      return;
    }
    const line = await this.line(entry);
    this.lines.push(line);
    this.length += line.length + 1;
  }

  result(gaps: string): ToolResult {
    if (this.lines.length === 0) return textResult(`[Nothing found.${gaps === '' ? '' : ` ${gaps}`}]`);
    const left = this.left === 0 ? '' : `${String(this.left)} more are not shown; name a folder or a glob. `;
    const note = (left + gaps).trim();
    return textResult(this.lines.join('\n') + (note === '' ? '' : `\n\n[${note}]`));
  }

  private async line({ path, kind }: WalkEntry): Promise<string> {
    // A line break in a name would look like a second entry.
    const shown = /[\p{Cc}]/u.test(path) ? JSON.stringify(path) : path;
    switch (kind) {
      case 'folder':
        return `${shown}/`;
      case 'link':
        return `${shown} (symbolic link)`;
      case 'special':
        return `${shown} (neither file nor folder)`;
      case 'file':
        return `${shown} (${await this.size(path)})`;
    }
  }

  private async size(path: string): Promise<string> {
    try {
      return await this.workspace.withDirectory(dirname(path), async ({ base }) =>
        formatSize((await lstat(join(base, basename(path)))).size),
      );
    } catch {
      return 'gone meanwhile';
    }
  }
}

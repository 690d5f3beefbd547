import type { JSONObject } from '@ai-sdk/provider';
import type { Tool, ToolResult } from '../tool.js';
import { textResult } from '../tool-result.js';
import type { Workspace } from '../workspace/workspace.js';
import { WorkspaceError, errorCode } from '../workspace/workspace-error.js';
import { fileTool } from './file-tool.js';
import { type LineMatches, LineSearch } from './line-search.js';
import { wantedUnder } from './list-files.tool.js';
import { FILE_SIZE_LIMIT, isBinary, readBytes } from './text-file.js';
import { gapsText, walk, type WalkGaps } from './walk.js';

/** Most matches that one call shows. */
const MATCH_LIMIT = 200;

/** Most matches of one file that are shown. */
const FILE_MATCH_LIMIT = 50;

/** Longest time for the matching of a whole call, in milliseconds; more of it is the expression's fault. */
const DEFAULT_MATCHING_MS = 15_000;

/** After this time no further file is opened, in milliseconds. */
const DEFAULT_SEARCH_MS = 45_000;

/** How long a search may take. */
interface SearchTimes {
  readonly matchingMs?: number;
  readonly searchMs?: number;
}

/** Looks for a text or a regular expression in files. */
export function searchFilesTool(workspace: Workspace, times: SearchTimes = {}): Tool {
  return fileTool({
    name: 'search_files',
    description:
      'Search the text files of the workspace for lines with a text or a regular expression. Each match comes as ' +
      'path:line: text. Folders named .git and node_modules are left out unless path names them.',
    properties: {
      query: {
        type: 'string',
        minLength: 1,
        maxLength: 1000,
        description: 'The text to look for in each line.',
      },
      regex: {
        type: 'boolean',
        description: 'Take query as a JavaScript regular expression. Default: false.',
      },
      path: { type: 'string', description: 'A folder or a file. Default: the whole workspace.' },
      glob: { type: 'string', description: 'Search only files that match: "*.md", "src/**/*.ts".' },
      case_sensitive: { type: 'boolean', description: 'Default: false.' },
    },
    required: ['query'],
    run: async (input, { signal }) => {
      const search = new LineSearch({
        source: input['query'] as string,
        isRegex: input['regex'] === true,
        isCaseSensitive: input['case_sensitive'] === true,
      });
      try {
        return await new FileSearch(workspace, search, times, signal).run(input);
      } finally {
        await search.close();
      }
    },
  });
}

/** One call: which files were looked into, and what was found. */
class FileSearch {
  private readonly lines: string[] = [];
  private readonly gaps: WalkGaps = { folders: [], isCut: false };
  private found = 0;
  private searched = 0;
  private tooLarge = 0;
  private matchingMs: number;
  private readonly endsAt: number;
  private isOutOfTime = false;

  constructor(
    private readonly workspace: Workspace,
    private readonly search: LineSearch,
    { matchingMs = DEFAULT_MATCHING_MS, searchMs = DEFAULT_SEARCH_MS }: SearchTimes,
    private readonly signal: AbortSignal,
  ) {
    this.matchingMs = matchingMs;
    this.endsAt = performance.now() + searchMs;
  }

  async run(input: JSONObject): Promise<ToolResult> {
    const path = (input['path'] as string | undefined) ?? '.';
    for await (const file of this.files(path, input['glob'] as string | undefined)) {
      this.isOutOfTime = performance.now() > this.endsAt;
      if (this.isOutOfTime || this.lines.length >= MATCH_LIMIT) break;
      await this.searchFile(file);
    }
    return this.result();
  }

  private async *files(path: string, glob: string | undefined): AsyncGenerator<string> {
    if (await this.isFile(path)) {
      yield path;
      return;
    }
    const isWanted = await wantedUnder(this.workspace, path, glob);
    const { signal, gaps } = this;
    for await (const entry of walk(this.workspace, path, { recursive: true, signal, gaps })) {
      if (entry.kind === 'file' && isWanted(entry)) yield entry.path;
    }
  }

  private async isFile(path: string): Promise<boolean> {
    try {
      return await this.workspace.withFile(path, () => Promise.resolve(true));
    } catch (error) {
      // What is no file is taken as a folder; whatever is wrong with the path comes up again there.
      if (error instanceof WorkspaceError || errorCode(error) !== undefined) return false;
      throw error;
    }
  }

  private async searchFile(path: string): Promise<void> {
    const bytes = await this.read(path);
    if (bytes === undefined || isBinary(bytes)) return;
    const limit = Math.min(FILE_MATCH_LIMIT, MATCH_LIMIT - this.lines.length);
    const timeoutMs = Math.max(this.matchingMs, 1);
    const startedAt = performance.now();
    this.add(path, await this.search.find(bytes, { limit, timeoutMs, signal: this.signal }));
    this.matchingMs -= performance.now() - startedAt;
  }

  private async read(path: string): Promise<Buffer | undefined> {
    try {
      return await this.workspace.withFile(path, async (file) => {
        if (file.size <= FILE_SIZE_LIMIT) return readBytes(file, this.signal);
        this.tooLarge += 1;
        return undefined;
      });
    } catch (error) {
      // A file that went away or that may not be read is no reason to end the search.
      if (!this.signal.aborted && (error instanceof WorkspaceError || errorCode(error) !== undefined))
        return undefined;
      throw error;
    }
  }

  private add(path: string, { matches, count }: LineMatches): void {
    this.searched += 1;
    this.found += count;
    this.lines.push(...matches.map(({ lineNumber, line }) => `${path}:${String(lineNumber)}: ${line}`));
    if (count > matches.length) this.lines.push(`${path}: ${String(count - matches.length)} more matches`);
  }

  private result(): ToolResult {
    const notes = [
      `${String(this.found)} matching lines in ${String(this.searched)} files searched.`,
      ...(this.isOutOfTime ? ['The time was up before all were searched; narrow it with path or glob.'] : []),
      ...(this.lines.length >= MATCH_LIMIT ? ['There may be more; narrow it with path or glob.'] : []),
      ...(this.tooLarge === 0 ? [] : [`${String(this.tooLarge)} files were too large to search.`]),
      gapsText(this.gaps),
    ];
    return textResult([...this.lines, '', `[${notes.join(' ').trim()}]`].join('\n').trim());
  }
}

import type { Toolset } from '../tool.js';
import { Workspace } from '../workspace/workspace.js';
import { editFileTool } from './edit-file.tool.js';
import { listFilesTool } from './list-files.tool.js';
import { readFileTool } from './read-file.tool.js';
import { searchFilesTool } from './search-files.tool.js';
import { writeFileTool } from './write-file.tool.js';

/**
 * What {@link filesToolset} works on.
 *
 * @publicApi
 */
export interface FilesToolsetOptions {
  /** The only folder that the tools reach. It is made on first use, for its owner only. */
  readonly workspaceDirectory: string;
}

/**
 * Lists, reads, writes, edits and searches the files of one folder. Nothing outside it is reached, neither by `..`,
 * nor by an absolute path, nor through a symbolic link.
 *
 * @publicApi
 */
export function filesToolset({ workspaceDirectory }: FilesToolsetOptions): Toolset {
  const workspace = new Workspace(workspaceDirectory);
  const tools = [
    listFilesTool(workspace),
    readFileTool(workspace),
    writeFileTool(workspace),
    editFileTool(workspace),
    searchFilesTool(workspace),
  ];
  return { name: 'files', tools: () => tools };
}

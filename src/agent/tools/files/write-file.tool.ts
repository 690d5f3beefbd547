import type { Tool } from '../tool.js';
import { textResult } from '../tool-result.js';
import type { Workspace } from '../workspace/workspace.js';
import { fileTool } from './file-tool.js';
import { replaceFile } from './replace-file.js';
import { formatSize } from './text-file.js';

/** Writes a whole file. */
export function writeFileTool(workspace: Workspace): Tool {
  return fileTool({
    name: 'write_file',
    description:
      'Write a text file in the workspace: a new one, or a whole new content for an existing one. Missing folders ' +
      'are made. To change a part of a file, use edit_file.',
    properties: {
      path: { type: 'string', description: 'Relative to the workspace, such as "notes/today.md".' },
      content: { type: 'string', description: 'The whole content.' },
    },
    required: ['path', 'content'],
    run: async (input, { signal }) => {
      const bytes = Buffer.from(input['content'] as string, 'utf8');
      return workspace.withWriteTarget(input['path'] as string, async (target) => {
        await replaceFile(target, bytes, signal);
        const done = target.existing === undefined ? 'Created' : 'Replaced';
        return textResult(`${done} ${JSON.stringify(target.path)} (${formatSize(bytes.length)}).`);
      });
    },
  });
}

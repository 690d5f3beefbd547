import type { Tool } from '../tool.js';
import { textResult } from '../tool-result.js';
import type { Workspace } from '../workspace/workspace.js';
import { WorkspaceError } from '../workspace/workspace-error.js';
import { fileTool } from './file-tool.js';
import { type Edit, replaceText } from './replace-text.js';
import { replaceFile } from './replace-file.js';
import { decodeText, encodeText, FILE_SIZE_LIMIT, formatSize, readBytes } from './text-file.js';

/** Replaces a part of a file. */
export function editFileTool(workspace: Workspace): Tool {
  return fileTool({
    name: 'edit_file',
    description:
      'Replace a part of a text file in the workspace. old_text must be in the file exactly once, white space ' +
      'included, unless replace_all is set; copy it from read_file, with enough lines around it.',
    properties: {
      path: { type: 'string', description: 'Relative to the workspace, such as "notes/today.md".' },
      old_text: { type: 'string', description: 'What is in the file now.' },
      new_text: { type: 'string', description: 'What is to stand there instead; may be empty.' },
      replace_all: { type: 'boolean', description: 'Replace every place. Default: false.' },
    },
    required: ['path', 'old_text', 'new_text'],
    run: async (input, { signal }) => {
      const path = input['path'] as string;
      const edit: Edit = {
        oldText: input['old_text'] as string,
        newText: input['new_text'] as string,
        replaceAll: input['replace_all'] === true,
      };
      // A file that is not there is an error before folders are made for it.
      await workspace.withFile(path, () => Promise.resolve());
      return workspace.withWriteTarget(path, async (target) => {
        const file = await workspace.withFile(target.path, async (open) =>
          decodeText(await readBytes(open, signal), open.path),
        );
        const { text, lineNumbers } = replaceText(file.text, edit);
        const bytes = encodeText({ ...file, text });
        if (bytes.length > FILE_SIZE_LIMIT) throw tooLarge(bytes.length);
        await replaceFile(target, bytes, signal);
        return textResult(`Edited ${JSON.stringify(target.path)} ${placesText(lineNumbers)}.`);
      });
    },
  });
}

function placesText(lineNumbers: readonly number[]): string {
  const [first] = lineNumbers;
  return lineNumbers.length === 1 ? `at line ${String(first)}` : `in ${String(lineNumbers.length)} places`;
}

function tooLarge(size: number): WorkspaceError {
  return new WorkspaceError(
    `The file would have ${formatSize(size)}; at most ${formatSize(FILE_SIZE_LIMIT)} can be edited.`,
  );
}

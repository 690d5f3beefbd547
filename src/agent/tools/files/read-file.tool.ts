import type { Tool, ToolResult } from '../tool.js';
import { errorResult, textResult } from '../tool-result.js';
import type { Workspace } from '../workspace/workspace.js';
import { fileTool } from './file-tool.js';
import { fileType } from './file-type.js';
import { formatSize, isBinary, readBytes } from './text-file.js';

/** Lines that are shown where the call names no number. */
const DEFAULT_LINE_COUNT = 2000;

/** Most characters of one result; below what a run lets a tool answer with by default. */
const CHARACTER_LIMIT = 40_000;

/** The largest image that is shown, in bytes; the strictest providers take 5 MB as base64. */
const IMAGE_SIZE_LIMIT = 3_700_000;

/**
 * Reads a file. Its text is shown as it is, without line numbers: models copy from it into `edit_file`, and small ones
 * copy the numbers too.
 */
export function readFileTool(workspace: Workspace): Tool {
  return fileTool({
    name: 'read_file',
    description:
      'Read a text file or look at an image (PNG, JPEG, GIF, WebP) in the workspace. Text comes exactly as it is in ' +
      'the file. Of a long file you get the beginning; read on with start_line.',
    properties: {
      path: { type: 'string', description: 'Relative to the workspace, such as "notes/today.md".' },
      start_line: { type: 'integer', minimum: 1, description: 'The first line to read. Default: 1.' },
      line_count: { type: 'integer', minimum: 1, description: 'How many lines to read. Default: 2000.' },
    },
    required: ['path'],
    run: async (input, { signal }) =>
      workspace.withFile(input['path'] as string, async (file) => {
        const bytes = await readBytes(file, signal);
        const startLine = (input['start_line'] as number | undefined) ?? 1;
        return show(bytes, file.path, startLine, input['line_count'] as number | undefined);
      }),
  });
}

function show(bytes: Buffer, path: string, startLine: number, lineCount = DEFAULT_LINE_COUNT): ToolResult {
  const type = fileType(bytes);
  if (type?.imageType !== undefined && bytes.length <= IMAGE_SIZE_LIMIT) {
    return { content: [{ type: 'file', mediaType: type.imageType, data: bytes.toString('base64') }] };
  }
  if (type !== undefined || isBinary(bytes)) {
    const name = type?.name ?? 'a binary file of unknown type';
    return errorResult(
      `${JSON.stringify(path)} is ${name} (${formatSize(bytes.length)}) and cannot be shown.`,
    );
  }
  const text = new TextDecoder().decode(bytes);
  if (text === '') return textResult('[The file is empty.]');
  return excerpt(text, startLine, lineCount);
}

function excerpt(text: string, startLine: number, lineCount: number): ToolResult {
  const lines = text.split('\n');
  // What ends with a line break has no further line after it.
  if (lines.at(-1) === '') lines.pop();
  if (startLine > lines.length) {
    return errorResult(`The file has ${String(lines.length)} lines; there is no line ${String(startLine)}.`);
  }
  const wanted = lines.slice(startLine - 1, startLine - 1 + lineCount);
  const shown = fitting(wanted);
  const cutLine = shown.length === 0 ? wanted[0] : undefined;
  const body = cutLine === undefined ? shown.join('\n') : cutLine.slice(0, CHARACTER_LIMIT);
  const last = startLine - 1 + Math.max(shown.length, 1);
  const notes = [
    ...(text.includes('\ufffd')
      ? ['The file is not valid UTF-8: \ufffd stands for what could not be read.']
      : []),
    ...(cutLine === undefined
      ? []
      : [`Line ${String(last)} has ${String(cutLine.length)} characters and is cut.`]),
    ...(startLine === 1 && last === lines.length
      ? []
      : [`Lines ${String(startLine)} to ${String(last)} of ${String(lines.length)}.`]),
    ...(last < lines.length ? [`Go on with start_line ${String(last + 1)}.`] : []),
  ];
  return textResult(notes.length === 0 ? body : `${body}\n\n[${notes.join(' ')}]`);
}

/** As many whole lines as there is room for. */
function fitting(lines: readonly string[]): readonly string[] {
  let length = 0;
  const end = lines.findIndex((line) => (length += line.length + 1) > CHARACTER_LIMIT);
  return end === -1 ? lines : lines.slice(0, end);
}

import type { ToolResult, ToolResultPart } from '../tools/tool.js';

/** Characters of base64 that files in one result may have together: about 15 MB. */
const FILE_LIMIT_CHARACTERS = 20_000_000;

/** The result with at most this many characters of text; what is cut is said, so that the model can ask for less. */
export function limitResult(result: ToolResult, limit: number): ToolResult {
  const text = sizeOf(result, 'text');
  const files = sizeOf(result, 'file');
  if (text <= limit && files <= FILE_LIMIT_CHARACTERS) return result;
  const left = { text: limit, file: FILE_LIMIT_CHARACTERS };
  const content = result.content.flatMap((part) => fit(part, left));
  if (text > limit) {
    content.push({
      type: 'text',
      text: `[The result was cut: ${text - limit} of its ${text} characters are not shown. Ask for less, or for another part.]`,
    });
  }
  return { content, ...(result.isError === true && { isError: true }) };
}

function sizeOf({ content }: ToolResult, type: ToolResultPart['type']): number {
  let size = 0;
  for (const part of content)
    if (part.type === type) size += part.type === 'text' ? part.text.length : part.data.length;
  return size;
}

function fit(part: ToolResultPart, left: { text: number; file: number }): ToolResultPart[] {
  if (part.type === 'file') {
    left.file -= part.data.length;
    if (left.file >= 0) return [part];
    return [{ type: 'text', text: `[A file of the type ${part.mediaType} is too large to be shown.]` }];
  }
  const text = wholeCharacters(part.text, left.text);
  left.text -= text.length;
  return text === '' ? [] : [{ type: 'text', text }];
}

/** The beginning of a text; the two halves of a surrogate pair stay together. */
function wholeCharacters(text: string, length: number): string {
  const cut = text.slice(0, length);
  return cut.length < text.length && /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}

/** How far into a page its declaration of a charset may be: HTML says 1,024 bytes, some pages take more. */
const DECLARATION_BYTES = 4096;
const BOMS: readonly (readonly [string, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/**
 * The text of a page: in the charset of its byte order mark, of its header, or of its own declaration; else in UTF-8
 * where it is valid, and in windows-1252 where not. `truncated` permits half a character at the end.
 */
export function decodeText(bytes: Buffer, contentType: string | undefined, truncated: boolean): string {
  const named = charsetOfBom(bytes) ?? charsetOfHeader(contentType) ?? charsetOfDeclaration(bytes);
  try {
    if (named !== undefined) return new TextDecoder(named).decode(bytes, { stream: truncated });
  } catch {
    // A charset that nobody knows is as good as none.
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: truncated });
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function charsetOfBom(bytes: Buffer): string | undefined {
  return BOMS.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte))?.[0];
}

function charsetOfHeader(contentType = ''): string | undefined {
  return /;\s*charset\s*=\s*["']?([^\s"';]+)/i.exec(contentType)?.[1];
}

function charsetOfDeclaration(bytes: Buffer): string | undefined {
  const start = bytes.toString('latin1', 0, DECLARATION_BYTES);
  const charset =
    /<meta\s[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]+)/i.exec(start)?.[1] ??
    /^\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([\w:.-]+)/i.exec(start)?.[1];
  // What can be read as ASCII this far is not UTF-16, whatever it says.
  return charset !== undefined && /^utf-?16/i.test(charset) ? 'utf-8' : charset;
}

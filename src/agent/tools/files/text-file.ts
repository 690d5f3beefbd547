import { isUtf8 } from 'node:buffer';
import type { OpenFile } from '../workspace/workspace.js';
import { WorkspaceError } from '../workspace/workspace-error.js';
import { fileType } from './file-type.js';

/** The largest file that is read, in bytes. */
export const FILE_SIZE_LIMIT = 10_000_000;

const BYTE_ORDER_MARK = '\ufeff';

/** A text as it is in its file, apart from the byte order mark. */
export interface FileText {
  readonly text: string;
  readonly hasByteOrderMark: boolean;
}

/** All bytes of a file; more than the limit is an error, also where the file grows meanwhile. */
export async function readBytes(file: OpenFile, signal: AbortSignal): Promise<Buffer> {
  if (file.size > FILE_SIZE_LIMIT) throw tooLarge(file.path, file.size);
  const chunks: Buffer[] = [];
  let size = 0;
  for (;;) {
    signal.throwIfAborted();
    // One byte more than the file had, to see its end at once.
    const buffer = Buffer.allocUnsafe(Math.max(file.size - size, 0) + 1);
    const { bytesRead } = await file.handle.read(buffer, 0, buffer.length, null);
    if (bytesRead === 0) return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
    chunks.push(buffer.subarray(0, bytesRead));
    size += bytesRead;
    if (size > FILE_SIZE_LIMIT) throw tooLarge(file.path, size);
  }
}

/** The text that the bytes are, or an error that says what they are instead. */
export function decodeText(bytes: Buffer, path: string): FileText {
  if (!isUtf8(bytes) || isBinary(bytes)) throw notText(bytes, path);
  const text = bytes.toString('utf8');
  const hasByteOrderMark = text.startsWith(BYTE_ORDER_MARK);
  return { text: hasByteOrderMark ? text.slice(1) : text, hasByteOrderMark };
}

/** The bytes of a text, with the mark that its file had. */
export function encodeText({ text, hasByteOrderMark }: FileText): Buffer {
  return Buffer.from(hasByteOrderMark ? BYTE_ORDER_MARK + text : text, 'utf8');
}

/** Whether the bytes are no text in any encoding that ASCII is a part of. */
export function isBinary(bytes: Buffer): boolean {
  return bytes.subarray(0, 8192).includes(0);
}

/** A number of bytes for people and models. */
export function formatSize(bytes: number): string {
  if (bytes < 1000) return `${String(bytes)} bytes`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function notText(bytes: Buffer, path: string): WorkspaceError {
  const kind = fileType(bytes)?.name ?? encodingName(bytes);
  return new WorkspaceError(
    `${JSON.stringify(path)} is ${kind} (${formatSize(bytes.length)}), not UTF-8 text. It was left as it is.`,
  );
}

function encodingName(bytes: Buffer): string {
  const mark = bytes.toString('latin1', 0, 2);
  if (mark === '\xff\xfe' || mark === '\xfe\xff') return 'text in UTF-16';
  return isBinary(bytes) ? 'a binary file of unknown type' : 'text in another encoding';
}

function tooLarge(path: string, size: number): WorkspaceError {
  return new WorkspaceError(
    `${JSON.stringify(path)} has ${formatSize(size)}; at most ${formatSize(FILE_SIZE_LIMIT)} can be read.`,
  );
}

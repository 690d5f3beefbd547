/** What the first bytes of a file say that it is. */
export interface FileType {
  readonly name: string;
  /** Where models can look at it. */
  readonly imageType?: string;
}

const SIGNATURES: readonly (readonly [latin1: string, FileType])[] = [
  ['\x89PNG\r\n\x1a\n', { name: 'a PNG image', imageType: 'image/png' }],
  ['\xff\xd8\xff', { name: 'a JPEG image', imageType: 'image/jpeg' }],
  ['GIF87a', { name: 'a GIF image', imageType: 'image/gif' }],
  ['GIF89a', { name: 'a GIF image', imageType: 'image/gif' }],
  ['%PDF-', { name: 'a PDF document' }],
  ['PK\x03\x04', { name: 'a ZIP archive or an office document' }],
  ['\x1f\x8b', { name: 'a gzip archive' }],
  ['\x7fELF', { name: 'a program' }],
  ['SQLite format 3\0', { name: 'an SQLite database' }],
];

/** What a binary file is, by its first bytes; undefined where they do not tell. */
export function fileType(bytes: Buffer): FileType | undefined {
  const start = bytes.toString('latin1', 0, 16);
  if (start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP') {
    return { name: 'a WebP image', imageType: 'image/webp' };
  }
  return SIGNATURES.find(([signature]) => start.startsWith(signature))?.[1];
}

const REASONS = new Map([
  ['ENOENT', 'does not exist'],
  ['EACCES', 'may not be read by this user'],
  ['EPERM', 'may not be read by this user'],
  ['EISDIR', 'is a directory'],
]);

/** Says in words why a file system call failed, to follow the file's path in a sentence. */
export function describeFileError(error: unknown): string {
  const code = fileErrorCode(error);
  return REASONS.get(code ?? '') ?? `cannot be read (${code ?? String(error)})`;
}

/** The system's code for a failure, such as `ENOENT`. */
export function fileErrorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

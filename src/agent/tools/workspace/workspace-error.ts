/** Something that cannot be done in a workspace. The message is for the model: it names no path of the server. */
export class WorkspaceError extends Error {
  override readonly name = 'WorkspaceError';
}

const SENTENCES: Readonly<Record<string, (shown: string) => string>> = {
  ENOENT: (shown) => `There is no ${shown}. list_files shows what there is.`,
  EACCES: (shown) => `The server may not open ${shown}.`,
  EPERM: (shown) => `The server may not change ${shown}.`,
  ENOTDIR: (shown) => `A part of ${shown} is a file, not a folder.`,
  EISDIR: (shown) => `${shown} is a folder.`,
  ELOOP: (shown) => `${shown} goes through too many symbolic links, or changed while it was opened.`,
  ENOSPC: (shown) => `The disk is full. ${shown} is as it was before.`,
  EDQUOT: (shown) => `The disk quota is used up. ${shown} is as it was before.`,
  EFBIG: (shown) => `${shown} would become larger than the server may write. It is as it was before.`,
  EROFS: (shown) => `The disk is read-only. ${shown} is as it was before.`,
  ENAMETOOLONG: (shown) => `The name ${shown} is too long.`,
};

/** What went wrong with `path`, in words for the model; Node's own messages hold paths of the server. */
export function describeFileError(error: unknown, path: string): string {
  if (error instanceof WorkspaceError) return error.message;
  const code = errorCode(error) ?? 'unknown error';
  const shown = JSON.stringify(path.length > 200 ? `${path.slice(0, 200)}…` : path);
  return SENTENCES[code]?.(shown) ?? `${shown} could not be used (${code}).`;
}

/** The system's name of a failure, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}

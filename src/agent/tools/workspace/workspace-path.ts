import { isAbsolute, join, normalize, relative, sep } from 'node:path';
import { WorkspaceError } from './workspace-error.js';

/**
 * A path that a model wrote, as one relative to the workspace; the workspace itself is `.`. This looks at the text
 * only: symbolic links are followed and judged when the path is opened.
 *
 * @param roots the names under which the workspace may appear in an absolute path
 */
export function workspacePath(text: string, roots: readonly string[]): string {
  if (text.includes('\0')) throw new WorkspaceError('A path must not contain a NUL character.');
  if (text.includes('\\') || /^[a-z]:(\/|$)/i.test(text)) {
    throw new WorkspaceError(
      'Write paths relative to the workspace, with / between folders: "notes/today.md".',
    );
  }
  const path = isAbsolute(text) ? insideOneOf(roots, text) : normalize(text === '' ? '.' : text);
  if (path === undefined || leadsOut(path)) throw outside(text);
  return path === '' || path === './' ? '.' : path.replace(/\/$/, '');
}

/** Whether an absolute path is the folder or something in it. */
export function isInside(root: string, path: string): boolean {
  return !leadsOut(relative(root, path));
}

/** The refusal of a path that leads out of the workspace. */
export function outside(path: string): WorkspaceError {
  const shown = JSON.stringify(path.length > 200 ? `${path.slice(0, 200)}…` : path);
  return new WorkspaceError(
    `${shown} leads out of the workspace. Use a path relative to it, such as "notes/today.md".`,
  );
}

function insideOneOf(roots: readonly string[], path: string): string | undefined {
  const root = roots.find((candidate) => isInside(candidate, path));
  return root === undefined ? undefined : relative(root, join(path));
}

function leadsOut(relativePath: string): boolean {
  return relativePath === '..' || relativePath.startsWith(`..${sep}`) || isAbsolute(relativePath);
}

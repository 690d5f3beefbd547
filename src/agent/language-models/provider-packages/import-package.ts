import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A package that was found and loaded. */
export interface ImportedPackage {
  readonly exports: Readonly<Record<string, unknown>>;
  readonly version: string;
}

interface Manifest {
  readonly version?: string;
  readonly exports?: unknown;
}

/**
 * Loads a package that one of the folders can import, the first one first; undefined when none can. Rejects with what
 * the package itself fails with.
 */
export async function importPackage(
  name: string,
  folders: readonly string[],
): Promise<ImportedPackage | undefined> {
  for (const folder of folders) {
    const found = findPackage(name, createRequire(join(folder, 'index.js')));
    if (found === undefined) continue;
    const exports = (await import(pathToFileURL(found.entry).href)) as Record<string, unknown>;
    return { exports, version: found.version };
  }
  return undefined;
}

function findPackage(name: string, require: NodeJS.Require): { entry: string; version: string } | undefined {
  for (const modules of require.resolve.paths(name) ?? []) {
    const root = join(modules, name);
    const manifest = readManifest(root);
    if (manifest === undefined) continue;
    return {
      entry: findEntry(name, root, manifest, require),
      version: manifest.version ?? 'of unknown version',
    };
  }
  return undefined;
}

function readManifest(root: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  } catch {
    return undefined;
  }
}

/** What `import` would load, where the manifest says so; `require.resolve` does not see what is for `import` alone. */
function findEntry(name: string, root: string, { exports }: Manifest, require: NodeJS.Require): string {
  const target = importTarget(isRecord(exports) && '.' in exports ? exports['.'] : exports);
  return target === undefined ? require.resolve(name) : join(root, target);
}

function importTarget(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  if (!isRecord(target)) return undefined;
  for (const [condition, inner] of Object.entries(target)) {
    if (!['node', 'import', 'module', 'default'].includes(condition)) continue;
    const found = importTarget(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

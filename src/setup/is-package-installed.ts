import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Whether the server, started in a folder, would find a package: there, or beside itself. */
export function isPackageInstalled(name: string, directory: string): boolean {
  return [directory, import.meta.dirname].some((folder) => {
    const paths = createRequire(join(folder, 'index.js')).resolve.paths(name) ?? [];
    return paths.some((modules) => existsSync(join(modules, name, 'package.json')));
  });
}

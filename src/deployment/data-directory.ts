import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartupError } from './startup-error.js';

/** Makes the data folder where it is missing, and proves that it can be written to. Throws a `StartupError`. */
export function prepareDataDirectory(directory: string): void {
  const probe = join(directory, `.write-test-${process.pid}`);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new StartupError(
      `The data folder ${directory} cannot be written to (${code}). Set DATA_DIR to a folder that can, or change its permissions.`,
    );
  }
}

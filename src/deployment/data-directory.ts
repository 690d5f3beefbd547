import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StartupError } from './startup-error.js';

/** Makes the data folder where it is missing, and proves that it can be written to. Throws a `StartupError`. */
export function prepareDataDirectory(directory: string): void {
  const probe = join(directory, `.write-test-${process.pid}`);
  try {
    makeDirectory(directory);
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new StartupError(
      `The data folder ${directory} cannot be written to (${code}). Set DATA_DIR to a folder that can, or change its permissions.`,
    );
  }
}

/** One after the other: Node's own way never comes back from a place where none can be made, such as `/proc`. */
function makeDirectory(directory: string): void {
  if (existsSync(directory)) return;
  makeDirectory(dirname(directory));
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

import type { Migration } from 'kysely/migration';
import { addMemory } from './0001-memory.js';
import { addResponses } from './0002-responses.js';
import { addRunProgress } from './0003-run-progress.js';
import { addIdempotency } from './0004-idempotency.js';
import { addCompletions } from './0005-completions.js';
import { addSecrets } from './0006-secrets.js';

/** All migrations under the names that the database remembers them by. New ones come at the end. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-memory': { up: addMemory },
  '0002-responses': { up: addResponses },
  '0003-run-progress': { up: addRunProgress },
  '0004-idempotency': { up: addIdempotency },
  '0005-completions': { up: addCompletions },
  '0006-secrets': { up: addSecrets },
};

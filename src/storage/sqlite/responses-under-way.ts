import { existsSync } from 'node:fs';
import { IN_MEMORY } from './node-sqlite-database.js';

/** Whether a response may be under way in this file, found out with SQLite alone: most starts find none. */
export async function mayHaveResponsesUnderWay(file: string): Promise<boolean> {
  if (file === IN_MEMORY || !existsSync(file)) return file === IN_MEMORY;
  const { DatabaseSync } = await import('node:sqlite');
  let database: InstanceType<typeof DatabaseSync> | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true });
    return database.prepare('select 1 from responses where under_way = 1 limit 1').get() !== undefined;
  } catch {
    // A table that is missing, or a file that cannot be read: opening it tells.
    return true;
  } finally {
    database?.close();
  }
}

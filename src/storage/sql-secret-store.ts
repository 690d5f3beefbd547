import { randomBytes } from 'node:crypto';
import { SECRET_BYTES, SecretStore } from './secret-store.js';
import type { SqlDatabase } from './sql-database.js';

/**
 * Keeps secrets in the database: whoever can read that can open what was sealed, which is in it, too.
 *
 * @publicApi
 */
export class SqlSecretStore extends SecretStore {
  private readonly known = new Map<string, Uint8Array>();

  constructor(private readonly database: SqlDatabase) {
    super();
  }

  async secret(name: string): Promise<Uint8Array> {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const value = await this.database.useClaimed((database) =>
      database.transaction().execute(async (transaction) => {
        const made = randomBytes(SECRET_BYTES).toString('base64');
        await transaction
          .insertInto('secrets')
          .values({ name, value: made })
          .onConflict((conflict) => conflict.column('name').doNothing())
          .execute();
        const row = await transaction
          .selectFrom('secrets')
          .select('value')
          .where('name', '=', name)
          .executeTakeFirstOrThrow();
        return row.value;
      }),
    );
    const secret = Buffer.from(value, 'base64');
    this.known.set(name, secret);
    return secret;
  }
}

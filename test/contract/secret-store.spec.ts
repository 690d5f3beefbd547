import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { InMemorySecretStore, SqlDatabase, SqlSecretStore } from '../../src/index.js';
import { secretStoreContract } from '../../src/testing/index.js';

describe('InMemorySecretStore', () => {
  it.each(secretStoreContract)('$name', async ({ run }) => {
    await run(new InMemorySecretStore());
  });
});

describe('SqlSecretStore on SQLite', () => {
  it.each(secretStoreContract)('$name', async ({ run }) => {
    const database = new SqlDatabase({ file: ':memory:' });
    await run(new SqlSecretStore(database));
    await database.close();
  });

  it('has the same secret after a restart', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'hermes-secrets-'));
    const read = async (): Promise<string> => {
      const database = new SqlDatabase({ file: join(directory, 'agent.sqlite') });
      const secret = await new SqlSecretStore(database).secret('seal');
      await database.close();
      return Buffer.from(secret).toString('hex');
    };
    expect(await read()).toBe(await read());
    rmSync(directory, { recursive: true });
  });
});

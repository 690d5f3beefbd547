import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SqlDatabase } from './sql-database.js';
import { SqlMemoryStore } from './sql-memory-store.js';

let directory: string;
let file: string;
const open: SqlDatabase[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hermes-storage-'));
  file = join(directory, 'made', 'agent.sqlite');
});

afterEach(async () => {
  for (const database of open.splice(0)) await database.close();
  rmSync(directory, { recursive: true });
});

function databaseAt(path = file): SqlDatabase {
  const database = new SqlDatabase({ file: path });
  open.push(database);
  return database;
}

function pragma(name: string): unknown {
  const database = new DatabaseSync(file);
  const row = database.prepare(`pragma ${name}`).get();
  database.close();
  return row;
}

describe('SqlDatabase', () => {
  it('makes nothing before it is used', async () => {
    const database = databaseAt();
    expect(existsSync(join(directory, 'made'))).toBe(false);
    await database.connection();
    expect(existsSync(file)).toBe(true);
  });

  it('makes its file and folder for its user alone', async () => {
    await databaseAt().connection();
    expect(statSync(join(directory, 'made')).mode & 0o777).toBe(0o700);
    for (const suffix of ['', '-wal', '-shm']) expect(statSync(file + suffix).mode & 0o777).toBe(0o600);
  });

  it('uses a write-ahead log and minds foreign keys', async () => {
    const database = await databaseAt().connection();
    expect(pragma('journal_mode')).toMatchObject({ journal_mode: 'wal' });
    const orphan = { owner: 'ada', word: 'x', note_id: 'none' };
    await expect(database.insertInto('memory_words').values(orphan).execute()).rejects.toThrow(/FOREIGN KEY/);
  });

  it('keeps what was stored when it is closed and opened again', async () => {
    const first = databaseAt();
    await new SqlMemoryStore(first).save('ada', { content: 'remember me' });
    await first.close();
    const notes = await new SqlMemoryStore(databaseAt()).search('ada', 'remember', 5);
    expect(notes.map(({ content }) => content)).toEqual(['remember me']);
  });

  it('undoes the whole of what fails half-way', async () => {
    const database = await databaseAt().connection();
    const row = { owner: 'ada', id: 'a', key: null, content: '', revision: 1, updated_at: 0 };
    const work = database.transaction().execute(async (transaction) => {
      await transaction.insertInto('memory_notes').values(row).execute();
      await transaction.insertInto('memory_notes').values(row).execute();
    });
    await expect(work).rejects.toThrow(/UNIQUE/);
    await expect(database.selectFrom('memory_notes').selectAll().execute()).resolves.toHaveLength(0);
  });

  it('forgets the words of a note with the note', async () => {
    const database = databaseAt();
    const store = new SqlMemoryStore(database);
    const { id } = await store.save('ada', { content: 'some words' });
    await store.forget('ada', id);
    const connection = await database.connection();
    await expect(connection.selectFrom('memory_words').selectAll().execute()).resolves.toHaveLength(0);
  });

  it('lets several who start at once make the tables', async () => {
    const stores = Array.from({ length: 5 }, () => new SqlMemoryStore(databaseAt()));
    await Promise.all(stores.map((store, index) => store.save('ada', { content: `note ${index}` })));
    await expect(stores[0]?.search('ada', '', 10)).resolves.toHaveLength(5);
  });

  it('says that a file which is no database is none, and leaves it as it is', async () => {
    mkdirSync(join(directory, 'made'));
    writeFileSync(file, 'This is a letter and not a database. '.repeat(200));
    await expect(databaseAt().connection()).rejects.toMatchObject({
      kind: 'damaged',
      message: expect.stringContaining('agent.sqlite is damaged, or not a SQLite database'),
    });
    expect(statSync(file).size).toBe(37 * 200);
  });

  it('says that a database is damaged when it finds out later', async () => {
    const database = databaseAt();
    const store = new SqlMemoryStore(database);
    for (let count = 0; count < 50; count++)
      await store.save('ada', { content: `${'long '.repeat(500)}${count}` });
    await database.close();
    const bytes = Buffer.alloc(statSync(file).size - 4096, 0xa5);
    const descriptor = openSync(file, 'r+');
    writeSync(descriptor, bytes, 0, bytes.length, 4096);
    closeSync(descriptor);
    await expect(new SqlMemoryStore(databaseAt()).search('ada', 'long', 5)).rejects.toMatchObject({
      kind: 'damaged',
    });
  });

  it('says that the disk is full, and goes on when it is not any more', async () => {
    const database = databaseAt();
    const store = new SqlMemoryStore(database);
    await store.save('ada', { content: 'small' });
    const connection = await database.connection();
    const { sql } = await import('kysely');
    await sql`pragma max_page_count = 1`.execute(connection);
    const large = { content: 'word '.repeat(800) };
    const fill = async () => {
      for (let count = 0; count < 50; count++) await store.save('ada', large);
    };
    await expect(fill()).rejects.toMatchObject({
      kind: 'full',
      message: expect.stringContaining('Free some space'),
    });
    await sql`pragma max_page_count = 100000`.execute(connection);
    await expect(store.save('ada', large)).resolves.toMatchObject(large);
  });

  it('says that its folder is no folder', async () => {
    writeFileSync(join(directory, 'made'), '');
    await expect(databaseAt().connection()).rejects.toMatchObject({ kind: 'unreachable' });
  });

  it('opens on the next try after one that failed', async () => {
    writeFileSync(join(directory, 'made'), '');
    const database = databaseAt();
    await expect(database.connection()).rejects.toMatchObject({ kind: 'unreachable' });
    rmSync(join(directory, 'made'));
    await expect(database.connection()).resolves.toBeDefined();
  });

  it('says that the database belongs to a newer version', async () => {
    const database = databaseAt();
    const connection = await database.connection();
    const { sql } = await import('kysely');
    await sql`insert into kysely_migration values ('9999-later', '2099-01-01T00:00:00.000Z')`.execute(
      connection,
    );
    await expect(databaseAt().connection()).rejects.toMatchObject({ kind: 'newer' });
  });

  it('refuses to be used after it was closed', async () => {
    const database = databaseAt();
    await database.connection();
    await database.close();
    await expect(database.connection()).rejects.toMatchObject({ kind: 'closed' });
  });

  it('says so where no file can be made', async () => {
    await expect(databaseAt('/proc/agent.sqlite').connection()).rejects.toMatchObject({
      name: 'StorageError',
    });
  });
});

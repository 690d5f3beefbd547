import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { eventually } from '../support/eventually.js';

const LIBRARY = new URL('../../dist/index.js', import.meta.url).href;
/** Says the content of each note once it is saved. */
const WRITER = `
  const [, library, file, writer, count] = process.argv;
  const { SqlDatabase, SqlMemoryStore } = await import(library);
  const database = new SqlDatabase({ file });
  const store = new SqlMemoryStore(database, { maxNotes: 1e6 });
  for (let index = 0; index < Number(count); index++) {
    const content = writer + ' ' + index;
    await store.save('ada', { content });
    process.stdout.write(content + '\\n');
  }
  await database.close();
`;

let directory: string;
let file: string;
const writers: ChildProcess[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hermes-storage-'));
  file = join(directory, 'agent.sqlite');
});

afterEach(() => {
  for (const writer of writers.splice(0)) writer.kill('SIGKILL');
  rmSync(directory, { recursive: true });
});

/** A process that saves notes to the file. */
function startWriter(name: string, count = 1e6) {
  const options = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', WRITER];
  const child = spawn(process.execPath, [...options, LIBRARY, file, name, String(count)]);
  writers.push(child);
  const output = { saved: '', errors: '' };
  child.stdout.on('data', (data) => (output.saved += String(data)));
  child.stderr.on('data', (data) => (output.errors += String(data)));
  const ended = once(child, 'close');
  return { child, output, ended };
}

function linesOf(text: string): string[] {
  return text.split('\n').slice(0, -1);
}

/** What is in the file, once it was found to be intact. */
function storedNotes(): Set<unknown> {
  const database = new DatabaseSync(file);
  expect(database.prepare('pragma integrity_check').get()).toMatchObject({ integrity_check: 'ok' });
  expect([...database.prepare('pragma foreign_key_check').all()]).toEqual([]);
  const rows = database.prepare('select content from memory_notes').all();
  database.close();
  return new Set(rows.map(({ content }) => content));
}

describe('the database', () => {
  it('is made by whichever of several processes comes first', async () => {
    const all = ['a', 'b', 'c', 'd'].map((name) => startWriter(name, 20));
    for (const { ended, output } of all) {
      await expect(ended).resolves.toEqual([0, null]);
      expect(output.errors).toBe('');
    }
    expect(storedNotes().size).toBe(80);
  });

  it('keeps all that was saved when one of two processes is killed while it writes', async () => {
    const [killed, other] = [startWriter('killed'), startWriter('other')];
    await eventually(() => {
      expect(linesOf(killed.output.saved).length).toBeGreaterThan(50);
    });
    killed.child.kill('SIGKILL');
    await killed.ended;
    const sofar = linesOf(other.output.saved).length;
    await eventually(() => {
      expect(linesOf(other.output.saved).length).toBeGreaterThan(sofar + 50);
    });
    other.child.kill('SIGKILL');
    await other.ended;
    const stored = storedNotes();
    for (const content of [...linesOf(killed.output.saved), ...linesOf(other.output.saved)]) {
      expect(stored).toContain(content);
    }
  });
});

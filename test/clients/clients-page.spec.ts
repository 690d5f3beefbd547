import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const PAGE = readFileSync(resolve('docs/clients.md'), 'utf8');

/** Where a link's definition leads: a spec file, and the name of a test in it. */
interface Evidence {
  readonly label: string;
  readonly file: string;
  readonly test: string;
}

const DEFINED: readonly Evidence[] = [...PAGE.matchAll(/^\[([\w-]+)\]: \.\.\/(\S+) (['"])(.+)\3$/gm)].map(
  ([, label = '', file = '', , test = '']) => ({ label, file, test }),
);

const ROWS = PAGE.split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| -'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  .filter(([client]) => client !== '');

function hasTest({ file, test }: Evidence): boolean {
  if (!existsSync(file)) return false;
  const name = test.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`\\bit(\\.each)?\\([^;]*?(['"])${name}\\2`).test(readFileSync(file, 'utf8'));
}

describe('the table of clients', () => {
  it('has rows, each cell with a test to its name or a dash', () => {
    expect(ROWS.length).toBeGreaterThan(10);
    for (const [client, ...cells] of ROWS) {
      for (const cell of cells)
        expect([client, cell]).toEqual([client, expect.stringMatching(/^(–|\[\w+\]\[[\w-]+\])$/)]);
    }
  });

  it('refers to tests that exist', () => {
    expect(DEFINED.filter((evidence) => !hasTest(evidence))).toEqual([]);
  });

  it('defines every link once, and uses it', () => {
    const used = new Set([...PAGE.matchAll(/\]\[([\w-]+)\]/g)].map(([, label]) => label));
    expect(DEFINED.map(({ label }) => label).sort()).toEqual([...used].sort());
  });
});

import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const NPM_TIMEOUT_MS = 60_000;

function packedFiles(): string[] {
  const { stdout, stderr, status } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm pack failed: ${stderr}`);
  const [tarball] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  return tarball.files.map(({ path }) => path);
}

describe('the packed tarball', () => {
  it(
    'holds what package.json exports and what starts the server, and nothing that only development needs',
    () => {
      const files = packedFiles();
      const { exports, bin } = JSON.parse(readFileSync('package.json', 'utf8')) as {
        exports: Record<string, string | { types: string; default: string }>;
        bin: Record<string, string>;
      };
      const exported = Object.values(exports)
        .flatMap((entry) => (typeof entry === 'string' ? [entry] : [entry.types, entry.default]))
        .map((path) => path.replace('./', ''));
      expect(exported).toEqual(expect.arrayContaining(['dist/index.js', 'dist/index.d.ts']));
      expect(files).toEqual(
        expect.arrayContaining([
          ...exported,
          ...Object.values(bin),
          'dist/main.js',
          'dist/home/page/main.js',
          'README.md',
          'LICENSE',
        ]),
      );
      expect(files.filter((path) => path.includes('.spec.'))).toEqual([]);
      expect(files.filter((path) => /^(?:src|test|bench|examples|docs|scripts|data)\//.test(path))).toEqual(
        [],
      );
      expect(files.filter((path) => /(?:^|\/)\.env$|\.log$/.test(path))).toEqual([]);
    },
    NPM_TIMEOUT_MS,
  );
});

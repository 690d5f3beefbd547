import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { parse as parseYaml } from 'yaml';
import { loadConfiguration } from '../../src/config/load-configuration.js';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';
import { type CodeBlock, codeBlocks } from './markdown.js';

const RUN_LIMIT_MS = 60_000;
const SHOWN_ORIGIN = 'http://localhost:8642';

/** Whether a block leaves something out that a reader has to fill in. */
function isComplete({ code }: CodeBlock): boolean {
  return !code.includes('…') && !code.includes('...');
}

const curls = codeBlocks('sh').filter((block) => block.code.startsWith('curl ') && isComplete(block));
const scripts = codeBlocks('js').filter(({ place }) => !place.startsWith('README.md'));
const pythonScripts = codeBlocks('python');

describe('The code in the documentation', () => {
  let server: BuiltServer;

  beforeAll(async () => {
    server = await startBuiltServer();
  }, RUN_LIMIT_MS);

  afterAll(() => (server as BuiltServer | undefined)?.stop());

  /** Runs code against the server, in the repository, where its imports are found. */
  function run(command: string, options: string[], code: string) {
    const { status, stdout, stderr } = spawnSync(command, options, {
      input: code.replaceAll(SHOWN_ORIGIN, server.origin),
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
      timeout: RUN_LIMIT_MS,
    });
    return { status, stdout: stdout.trim(), stderr };
  }

  it('is there', () => {
    expect(scripts.length).toBeGreaterThan(8);
    expect(curls.length).toBeGreaterThan(8);
    expect(pythonScripts.length).toBeGreaterThan(0);
  });

  it.each(scripts)(
    'runs: the JavaScript at $place',
    ({ code, prints }) => {
      const result = run(process.execPath, ['--input-type=module', '-'], code);
      expect(result).toEqual({ status: 0, stdout: prints?.trim() ?? expect.any(String), stderr: '' });
    },
    RUN_LIMIT_MS,
  );

  it.each(curls)(
    'runs: the curl at $place',
    ({ code }) => {
      const script = `set -euo pipefail\ncurl() { command curl -sS "$@"; }\n${code}`;
      const { status, stdout, stderr } = run('bash', ['-s'], script);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(/^(?:\{|data: |event: )/);
      // A block says so where it shows an error.
      expect(stdout.includes('"error":{')).toBe(code.includes('# 400'));
    },
    RUN_LIMIT_MS,
  );

  // The packages of Python are nobody's dependency here: without them its code is compiled only.
  const hasOpenAi = spawnSync('python3', ['-c', 'import openai']).status === 0;

  it.each(pythonScripts)(
    `${hasOpenAi ? 'runs' : 'compiles (python3 has no package openai to run it)'}: the Python at $place`,
    ({ code, prints }) => {
      const compile = "import sys; compile(sys.stdin.read(), 'page', 'exec')";
      const result = run('python3', hasOpenAi ? ['-'] : ['-c', compile], code);
      const stdout = hasOpenAi ? (prints?.trim() ?? expect.any(String)) : '';
      expect(result).toEqual({ status: 0, stdout, stderr: '' });
    },
    RUN_LIMIT_MS,
  );
});

describe('The settings in the documentation', () => {
  it.each(codeBlocks('json'))('are JSON at $place', ({ code }) => {
    expect(() => JSON.parse(code) as unknown).not.toThrow();
  });

  it.each(codeBlocks('yaml'))('are YAML at $place', ({ code }) => {
    expect(parseYaml(code)).toEqual(expect.any(Object));
  });

  it.each(codeBlocks('ini'))('are variables that their reader takes at $place', ({ code }) => {
    const lines = code.trim().split('\n');
    for (const line of lines) expect(line).toMatch(/^[A-Z][A-Z0-9_]*=\S.*$/);
    const ours = lines
      .filter((line) => /^(?:API_SERVER|AGENT)_/.test(line))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const);
    expect(loadConfiguration(Object.fromEntries(ours)).warnings).toEqual([]);
  });
});

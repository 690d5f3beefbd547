import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandProcess } from '../support/command-process.js';
import { serveOnLoopback } from '../support/loopback-server.js';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../support/scripted-upstream/scripted-upstream.js';

const TEST_TIMEOUT_MS = 90_000;
const ENTER = '\r';
const DOWN = '\u001b[B';
const CTRL_C = '\u0003';
const CLEAR = '\u0015';

let upstream: ScriptedUpstream;
let directory: string;
let setup: CommandProcess;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
});

afterAll(() => upstream.close());

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'setup-'));
});

afterEach(async () => {
  await setup.stop('SIGKILL');
  rmSync(directory, { recursive: true });
});

function start(...flags: string[]): void {
  setup = CommandProcess.start(['setup', ...flags], { directory, inTerminal: true });
}

describe('setup in a terminal', () => {
  it(
    'asks, lets one correct what does not work, and writes what was answered',
    async () => {
      start('--port', '0');
      await setup.answer('Where do the models come from?', DOWN.repeat(7) + ENTER);
      await setup.answer('What is the base URL', upstream.baseUrl.replace('/v1', '/nowhere') + ENTER);
      await setup.answer('Which key for', ENTER);
      await setup.answer('it is not shown', `sk-secret-0001${ENTER}`);
      await setup.answer('What now?', DOWN.repeat(2) + ENTER);
      await setup.answer('What is the base URL', CLEAR + upstream.baseUrl + ENTER);
      await setup.answer('Which of its 2 models?', 'small');
      await setup.answer('match', ENTER);
      await setup.answer('Who can reach the server?', ENTER);
      await setup.answer('Which key do callers have to send?', ENTER);
      await setup.answer('Which web pages', ENTER);
      await setup.answer('What may the agent do?', ENTER);
      await setup.answer('Write it?', ENTER);
      expect(await setup.exited).toBe(0);
      expect(setup.output).not.toContain('sk-secret-0001');
      const written = readFileSync(join(directory, '.env'), 'utf8');
      expect(written).toContain(`OPENAI_BASE_URL=${upstream.baseUrl}\n`);
      expect(written).toContain('OPENAI_API_KEY=sk-secret-0001\n');
      expect(written).toContain('AGENT_MODEL=scripted-small\n');
      const [, key = 'no key'] = /API_SERVER_KEY=(.+)/.exec(written) ?? [];
      expect(setup.output).toContain(key);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'changes nothing when everything is left as it is',
    async () => {
      const text = 'API_SERVER_PORT=0\nAGENT_MODEL=demo\nAGENT_TOOLSETS=none\n';
      writeFileSync(join(directory, '.env'), text);
      start();
      for (const question of [
        'Where do the models',
        'Who can reach',
        'Which key do callers',
        'On which port',
      ]) {
        await setup.answer(question, ENTER);
      }
      await setup.answer('Which web pages', ENTER);
      await setup.answer('What may the agent do?', ENTER);
      expect(await setup.exited).toBe(0);
      expect(setup.output).toContain('Nothing to change');
      expect(readFileSync(join(directory, '.env'), 'utf8')).toBe(text);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'writes nothing after Ctrl-C, at a question',
    async () => {
      start('--provider', 'demo');
      await setup.answer('Who can reach the server?', ENTER);
      await setup.answer('Which key do callers', CTRL_C);
      expect(await setup.exited).toBe(130);
      expect(setup.output).toContain('Nothing was written');
      expect(readdirSync(directory)).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'writes nothing after Ctrl-C while the provider is asked',
    async () => {
      const silent = await serveOnLoopback(() => undefined);
      try {
        start('--provider', 'ollama', '--base-url', `${silent.url}/v1`);
        await setup.answer('Asking', CTRL_C);
        expect(await setup.exited).toBe(130);
        expect(readdirSync(directory)).toEqual([]);
      } finally {
        await silent.close();
      }
    },
    TEST_TIMEOUT_MS,
  );
});

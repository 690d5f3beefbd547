import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandProcess } from '../support/command-process.js';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../support/scripted-upstream/scripted-upstream.js';

const TEST_TIMEOUT_MS = 60_000;
const KEY = 'sk-upstream-0001 #$';

let upstream: ScriptedUpstream;
let directory: string;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
});

afterAll(() => upstream.close());

beforeEach(() => {
  upstream.reset();
  directory = mkdtempSync(join(tmpdir(), 'setup-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

function envFile(): string {
  return readFileSync(join(directory, '.env'), 'utf8');
}

async function run(args: string[], input = '', environment: Record<string, string> = {}) {
  const command = CommandProcess.start(args, { directory, environment });
  command.end(input);
  return { code: await command.exited, output: command.output };
}

function setUp(args: string[], input = '', environment: Record<string, string> = {}) {
  return run(['setup', ...args], input, environment);
}

describe('hermes-agent-server', () => {
  it('says what it can do, and which version it is', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await run(['--version'])).toEqual({ code: 0, output: `${version}\n` });
    expect((await run(['--help'])).output).toContain('setup --help');
    expect((await run(['setup', '--help'])).output).toContain('--api-key-stdin');
  });

  it('refuses a command that it does not know', async () => {
    const { code, output } = await run(['setpu']);
    expect(code).toBe(2);
    expect(output).toContain('"setpu" is no command of hermes-agent-server: did you mean setup?');
  });
});

describe('setup without a terminal', () => {
  it(
    'writes settings with which the server answers, through the upstream and the key that were given',
    async () => {
      const args = ['--yes', '--provider', 'custom', '--base-url', upstream.baseUrl, '--api-key-stdin'];
      const { code, output } = await setUp([...args, '--model', 'scripted-small', '--port', '0'], `${KEY}\n`);
      expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('Written: ') });
      expect(output).not.toContain(KEY);
      const [, serverKey = ''] = /API key +([\da-f]{64})$/m.exec(output) ?? [];
      expect(envFile()).toContain(`API_SERVER_KEY=${serverKey}\n`);
      expect(statSync(join(directory, '.env')).mode & 0o777).toBe(0o600);

      upstream.reset();
      upstream.script({ text: 'Hello from upstream' });
      const server = CommandProcess.start([], { directory });
      try {
        await server.untilWritten('Base URL');
        const [, baseUrl = ''] = /Base URL +(\S+)/.exec(server.output) ?? [];
        const response = await fetch(`${baseUrl}/chat/completions`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${serverKey}` },
          body: JSON.stringify({ messages: [{ role: 'user', content: 'Hi' }] }),
        });
        expect(await response.text()).toContain('Hello from upstream');
        expect(upstream.requests.at(-1)?.headers['authorization']).toBe(`Bearer ${KEY}`);
        expect((await fetch(`${baseUrl}/models`)).status).toBe(401);
      } finally {
        await server.stop();
      }
    },
    TEST_TIMEOUT_MS,
  );

  it('changes what the flags say in a file that is there, and writes nothing when run again', async () => {
    const before = '# mine\r\nUNKNOWN="a b"\r\nLOG_LEVEL=warn # quiet\r\nAPI_SERVER_PORT=1\r\n';
    writeFileSync(join(directory, '.env'), before);
    const args = ['--yes', '--provider', 'demo', '--port', '0', '--toolsets', 'time'];
    expect((await setUp(args)).code).toBe(0);
    expect(envFile()).toBe(
      before.replace('PORT=1', 'PORT=0') + 'AGENT_MODEL=demo\r\nAGENT_TOOLSETS=time\r\n',
    );
    expect(readFileSync(join(directory, '.env.bak'), 'utf8')).toBe(before);
    const again = await setUp(args);
    expect(again).toMatchObject({ code: 0, output: expect.stringContaining('Nothing to change') });
    expect((await setUp(['--yes'])).output).toContain('Nothing to change');
    expect(readdirSync(directory).toSorted()).toEqual(['.env', '.env.bak']);
  });

  it('names the flags that are missing', async () => {
    const { code, output } = await setUp(['--provider', 'openai']);
    expect(code).toBe(2);
    for (const flag of ['--api-key-stdin', '--model', '--yes']) expect(output).toContain(`  ${flag}`);
  });

  it('writes nothing when the provider refuses, unless it is not to be asked', async () => {
    const args = ['--yes', '--provider', 'custom', '--base-url', upstream.baseUrl.replace('/v1', '/nowhere')];
    const { code, output } = await setUp(args);
    expect({ code, output }).toMatchObject({
      code: 1,
      output: expect.stringContaining('does not exist there (HTTP 404)'),
    });
    expect(readdirSync(directory)).toEqual([]);
    expect((await setUp([...args, '--no-check'])).code).toBe(0);
    expect(existsSync(join(directory, '.env'))).toBe(true);
  });

  it('writes nothing that the server would refuse', async () => {
    const { code, output } = await setUp([
      '--yes',
      '--provider',
      'demo',
      '--port',
      '70000',
      '--server-key',
      'changeme',
    ]);
    expect(code).toBe(1);
    expect(output).toContain('API_SERVER_PORT is "70000"');
    expect(output).toContain('API_SERVER_KEY is a value of 8 characters');
    expect(readdirSync(directory)).toEqual([]);
  });

  it('opens the server to others without a key only when that is said explicitly', async () => {
    const args = ['--yes', '--provider', 'demo', '--host', '0.0.0.0', '--server-key', 'none'];
    const { code, output } = await setUp(args);
    expect({ code, output }).toMatchObject({ code: 2, output: expect.stringContaining('--allow-no-key') });
    expect((await setUp([...args, '--allow-no-key'])).code).toBe(0);
    expect(envFile()).toContain('API_SERVER_ALLOW_NO_KEY=true');
  });

  it('takes the key of the provider from the environment, and says what wins over the file', async () => {
    const environment = { OPENAI_API_KEY: 'sk-from-the-shell', OPENAI_BASE_URL: `${upstream.baseUrl}/` };
    const args = ['--yes', '--provider', 'custom', '--base-url', upstream.baseUrl, '--port', '0'];
    const { code, output } = await setUp(args, '', { ...environment, API_SERVER_PORT: '9' });
    expect(code).toBe(0);
    expect(envFile()).toContain('OPENAI_API_KEY=sk-from-the-shell');
    expect(output).toContain('API_SERVER_PORT is set in your environment');
    expect(output).not.toContain('sk-from-the-shell');
  });

  it('shows what it would write with --dry-run', async () => {
    const { code, output } = await setUp(['--dry-run', '--provider', 'demo']);
    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.stringContaining('+ AGENT_MODEL=demo'),
    });
    expect(readdirSync(directory)).toEqual([]);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { McpServers } from '../../src/agent/tools/mcp/mcp-servers.js';
import { eventually } from '../support/eventually.js';
import {
  McpFixture,
  callTool,
  isAlive,
  statusOf,
  textOf,
  toolOf,
  untilState,
} from '../support/mcp/mcp-fixture.js';

describe('an MCP server on standard streams', () => {
  let fixture: McpFixture;

  beforeEach(() => {
    fixture = new McpFixture();
  });

  afterEach(async () => {
    await fixture.dispose();
  });

  async function startFake(...habits: string[]): Promise<McpServers> {
    const servers = fixture.start({ fake: fixture.fake(...habits) });
    await untilState(servers, 'fake', 'connected');
    return servers;
  }

  it('has the tools of all pages of its list, but not those that are broken, under names that models can call', async () => {
    const servers = await startFake();
    const names = servers
      .toolset('fake')
      .tools()
      .map(({ name }) => name);
    expect(names).toContain('refuse');
    expect(names.slice(-2)).toEqual(['read_me', 'read_me_2']);
    expect(names).not.toContain('broken');
    expect(statusOf(servers, 'fake')).toMatchObject({
      transport: 'stdio',
      toolCount: names.length,
      leftOut: [expect.stringContaining('broken: its inputSchema is not a schema')],
    });
    expect(fixture.log.warnings).toEqual([expect.stringContaining('a tool is left out: broken')]);
    const second = await callTool(toolOf(servers, 'fake', 'read_me_2'), { a: 1 });
    expect(JSON.parse(textOf(second))).toEqual({ name: 'read.me', input: { a: 1 } });
  });

  it('follows changes of its list', async () => {
    const servers = await startFake();
    await callTool(toolOf(servers, 'fake', 'grow'));
    await eventually(() => {
      expect(toolOf(servers, 'fake', 'grown').description).toBe('');
    });
    expect(fixture.log.warnings).toHaveLength(1);
  });

  it('gets no more of our environment than a process needs', async () => {
    process.env['SECRET_OF_OURS'] = 'hunter22';
    try {
      const servers = await startFake();
      const environment = JSON.parse(
        textOf(await callTool(toolOf(servers, 'fake', 'environment'))),
      ) as object;
      expect(environment).toHaveProperty('PATH');
      expect(environment).toHaveProperty('RECORD_FILE');
      expect(environment).not.toHaveProperty('SECRET_OF_OURS');
    } finally {
      delete process.env['SECRET_OF_OURS'];
    }
  });

  it('is told of a call that is taken back', async () => {
    const servers = await startFake();
    const aborter = new AbortController();
    const call = callTool(
      toolOf(servers, 'fake', 'slow'),
      {},
      { signal: aborter.signal, onProgress: () => aborter.abort(new Error('taken back')) },
    );
    await expect(call).rejects.toThrow('taken back');
    await eventuallyText(servers, 'cancelled', /\[\d+\]/);
  });

  it('says why a tool refuses its arguments, and when a result does not fit', async () => {
    const servers = await startFake();
    expect(await callTool(toolOf(servers, 'fake', 'refuse'))).toEqual({
      content: [{ type: 'text', text: 'The tool failed: Not like that' }],
      isError: true,
    });
    expect(await callTool(toolOf(servers, 'fake', 'mismatch'))).toEqual({
      content: [
        {
          type: 'text',
          text: "The tool's result does not fit its own output schema: must have required property 'sum'.",
        },
      ],
      isError: true,
    });
  });

  it('works although it prints garbage between its messages, which is reported once', async () => {
    const servers = await startFake('garbage');
    for (const value of [1, 2]) {
      expect(JSON.parse(textOf(await callTool(toolOf(servers, 'fake', 'echo'), { value })))).toEqual({
        name: 'echo',
        input: { value },
      });
    }
    expect(fixture.log.warnings.filter((warning) => warning.includes('not MCP messages'))).toEqual([
      "MCP server 'fake' writes lines to its standard output that are not MCP messages. They are ignored.",
    ]);
  });

  it('has failed when it prints nothing but garbage', async () => {
    const servers = fixture.start({ fake: fixture.fake('flood', 'silent') });
    await untilState(servers, 'fake', 'failed');
    expect(statusOf(servers, 'fake').lastError).toBe('writes to its standard output what is not MCP');
  });

  it('has failed when it does not answer in time, whatever others do', async () => {
    const servers = fixture.start({
      fake: { ...fixture.fake('silent'), timeoutMs: 300 },
      other: fixture.fake(),
    });
    expect(servers.status().map(({ state }) => state)).toEqual(['connecting', 'connecting']);
    expect(servers.toolset('fake').tools()).toEqual([]);
    await untilState(servers, 'other', 'connected');
    await untilState(servers, 'fake', 'failed');
    expect(statusOf(servers, 'fake').lastError).toBe('did not get ready within 0.3 s');
    // It is tried again.
    await eventually(() => {
      expect(fixture.recordedProcesses().length).toBeGreaterThan(3);
    });
    expect(fixture.log.warnings.filter((warning) => warning.includes("'fake' did not"))).toHaveLength(1);
  });

  it('has failed when its command does not exist', async () => {
    const servers = fixture.start({ fake: { type: 'stdio', command: 'no-such-command-anywhere' } });
    await untilState(servers, 'fake', 'failed');
    expect(statusOf(servers, 'fake').lastError).toBe(
      'could not be started: the command no-such-command-anywhere does not exist',
    );
  });

  it('has failed when it dies at once; why is told without its secrets, and its output is in the debug log', async () => {
    const { env, ...fake } = fixture.fake('die');
    const servers = fixture.start({ fake: { ...fake, env: { ...env, API_KEY: 'hunter22' } } });
    await untilState(servers, 'fake', 'failed');
    expect(statusOf(servers, 'fake').lastError).toBe(
      'exited with code 3; it wrote: Error: the key [redacted] is not valid',
    );
    await eventually(() => {
      expect(fixture.recordedProcesses().length).toBeGreaterThan(2);
    });
    expect(fixture.log.warnings).toEqual([
      "MCP server 'fake' exited with code 3; it wrote: Error: the key [redacted] is not valid. Its tools are missing until it is back.",
    ]);
    expect(fixture.log.details).toContain("MCP server 'fake': fake server started with die");
  });

  it('takes its tools with it when it dies in a call, which fails, and brings them back', async () => {
    const servers = await startFake();
    const exit = toolOf(servers, 'fake', 'exit');
    expect(await callTool(exit)).toEqual({
      content: [
        {
          type: 'text',
          text: "The MCP server 'fake' was lost during the call: it exited with code 1. Whether the call took effect is not known.",
        },
      ],
      isError: true,
    });
    expect(servers.toolset('fake').tools()).toEqual([]);
    expect(textOf(await callTool(exit))).toContain('not connected at the moment');
    await untilState(servers, 'fake', 'connected');
    // A tool of before the fall reaches the new process.
    const pid = Number(textOf(await callTool(toolOf(servers, 'fake', 'pid'))));
    expect(fixture.livingProcesses()).toEqual([pid]);
  });

  it.each([[[]], [['stubborn']], [['parent', 'stubborn']], [['parent', 'silent']]])(
    'ends with us, with all that it has started, when it is %j',
    async (habits) => {
      const servers = fixture.start({ fake: fixture.fake(...habits) });
      await eventually(() => {
        expect(fixture.livingProcesses()).toHaveLength(habits.includes('parent') ? 2 : 1);
      });
      await servers.close();
      expect(fixture.livingProcesses()).toEqual([]);
      expect(statusOf(servers, 'fake')).toMatchObject({ state: 'failed', toolCount: 0 });
    },
  );

  it('ends a call that is under way when it is stopped', async () => {
    const servers = await startFake();
    let hasStarted = false;
    const call = callTool(toolOf(servers, 'fake', 'slow'), {}, { onProgress: () => (hasStarted = true) });
    await eventually(() => {
      expect(hasStarted).toBe(true);
    });
    await servers.close();
    expect(await call).toMatchObject({ isError: true });
  });

  it('ends, with all that it has started, even when our own process is killed', async () => {
    const { command, args = [], env } = fixture.fake('parent', 'stubborn');
    const host = spawn(
      process.execPath,
      [resolve('test/support/mcp/host.ts'), JSON.stringify({ fake: { type: 'stdio', command, args, env } })],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    try {
      await once(host.stdout, 'data');
      expect(fixture.recordedProcesses().map(isAlive)).toEqual([true, true]);
    } finally {
      host.kill('SIGKILL');
    }
    await eventually(() => {
      expect(fixture.livingProcesses()).toEqual([]);
    });
  });

  async function eventuallyText(servers: McpServers, toolName: string, pattern: RegExp): Promise<void> {
    let last = '';
    const asked = setInterval(() => {
      void callTool(toolOf(servers, 'fake', toolName)).then((result) => (last = textOf(result)));
    }, 20);
    try {
      await eventually(() => {
        expect(last).toMatch(pattern);
      });
    } finally {
      clearInterval(asked);
    }
  }
});

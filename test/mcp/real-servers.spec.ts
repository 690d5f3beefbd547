import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { resolveToolNames } from '../../src/agent/tools/resolve-names.js';
import type { McpServerConfig } from '../../src/agent/tools/mcp/mcp-server-config.js';
import type { McpServers } from '../../src/agent/tools/mcp/mcp-servers.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import { McpFixture, callTool, statusOf, textOf, toolOf, untilState } from '../support/mcp/mcp-fixture.js';

const { resolve } = createRequire(import.meta.url);
const EVERYTHING = resolve('@modelcontextprotocol/server-everything/dist/index.js');
const FILESYSTEM = resolve('@modelcontextprotocol/server-filesystem/dist/index.js');

/** The `streamableHttp` mode of server-everything, as a process of its own. */
class EverythingOverHttp {
  private child: ChildProcess | undefined;

  private constructor(private readonly port: number) {}

  static async start(): Promise<EverythingOverHttp> {
    const server = new EverythingOverHttp(await freePort());
    await server.restart();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/mcp`;
  }

  async restart(): Promise<void> {
    this.child = spawn(process.execPath, [EVERYTHING, 'streamableHttp'], {
      env: { PATH: process.env['PATH'], PORT: String(this.port) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    this.child.stderr?.on('data', (data) => (said += String(data)));
    await eventually(() => {
      expect(said).toContain('listening');
    });
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}

describe('the MCP servers of npm', () => {
  let fixture: McpFixture;
  let http: EverythingOverHttp | undefined;

  beforeEach(() => {
    fixture = new McpFixture();
  });

  afterEach(async () => {
    await fixture.dispose();
    await http?.kill();
    http = undefined;
  });

  async function everything(transport: 'stdio' | 'http'): Promise<McpServers> {
    let config: McpServerConfig = { type: 'stdio', command: process.execPath, args: [EVERYTHING, 'stdio'] };
    if (transport === 'http') {
      http = await EverythingOverHttp.start();
      config = { type: 'http', url: http.url };
    }
    const servers = fixture.start({ everything: config });
    await untilState(servers, 'everything', 'connected');
    return servers;
  }

  describe.each(['stdio', 'http'] as const)('server-everything over %s', (transport) => {
    it('offers its tools, and runs them', async () => {
      const servers = await everything(transport);
      const echo = toolOf(servers, 'everything', 'echo');
      expect(echo).toMatchObject({
        name: 'echo',
        origin: { kind: 'mcp', server: 'everything' },
        inputSchema: { type: 'object', properties: { message: { type: 'string' } }, required: ['message'] },
      });
      expect(await callTool(echo, { message: 'hello' })).toEqual({
        content: [{ type: 'text', text: 'Echo: hello' }],
      });
    });

    it('gives images, resources and structured content', async () => {
      const servers = await everything(transport);
      const image = await callTool(toolOf(servers, 'everything', 'get-tiny-image'));
      expect(image.content).toEqual([
        { type: 'text', text: "Here's the image you requested:" },
        { type: 'file', mediaType: 'image/png', data: expect.stringMatching(/^iVBORw0KGgo/) },
        { type: 'text', text: 'The image above is the MCP logo.' },
      ]);
      const weather = await callTool(toolOf(servers, 'everything', 'get-structured-content'), {
        location: 'New York',
      });
      expect(weather.structuredContent).toEqual({ temperature: 33, conditions: 'Cloudy', humidity: 82 });
      const resource = await callTool(toolOf(servers, 'everything', 'get-resource-reference'), {
        resourceType: 'Blob',
        resourceId: 1,
      });
      expect(resource.content.map(({ type }) => type)).toEqual(['text', 'text', 'file', 'text']);
    });

    it('tells how far a call is', async () => {
      const servers = await everything(transport);
      const progress: string[] = [];
      const tool = toolOf(servers, 'everything', 'trigger-long-running-operation');
      const result = await callTool(
        tool,
        { duration: 0.2, steps: 2 },
        { onProgress: (text) => progress.push(text) },
      );
      expect(textOf(result)).toContain('completed');
      expect(progress).toEqual(['1 of 2', '2 of 2']);
    });

    it('stops waiting for a call that is taken back', async () => {
      const servers = await everything(transport);
      const aborter = new AbortController();
      const tool = toolOf(servers, 'everything', 'trigger-long-running-operation');
      const call = callTool(
        tool,
        { duration: 600, steps: 60_000 },
        { signal: aborter.signal, onProgress: () => aborter.abort(new Error('taken back')) },
      );
      await expect(call).rejects.toThrow('taken back');
      expect(statusOf(servers, 'everything').state).toBe('connected');
    });

    it('leaves out what it cannot run, and says so', async () => {
      const servers = await everything(transport);
      await eventually(() => {
        expect(statusOf(servers, 'everything').leftOut).toEqual([
          'simulate-research-query: it runs as a task of the protocol only, which is not supported',
        ]);
      });
      expect(fixture.log.warnings).toHaveLength(1);
    });
  });

  it('takes tools away with a server that is killed, and brings them back with it', async () => {
    const servers = await everything('http');
    await http?.kill();
    await untilState(servers, 'everything', 'failed');
    expect(servers.toolset('everything').tools()).toEqual([]);
    await http?.restart();
    await untilState(servers, 'everything', 'connected');
    expect(textOf(await callTool(toolOf(servers, 'everything', 'echo'), { message: 'again' }))).toBe(
      'Echo: again',
    );
  });

  it('reads files through server-filesystem, within its folder only', async () => {
    writeFileSync(join(fixture.directory, 'note.txt'), 'remember');
    const servers = fixture.start({
      files: {
        type: 'stdio',
        command: process.execPath,
        args: [FILESYSTEM, fixture.directory],
      },
    });
    await untilState(servers, 'files', 'connected');
    const read = toolOf(servers, 'files', 'read_text_file');
    expect(textOf(await callTool(read, { path: join(fixture.directory, 'note.txt') }))).toBe('remember');
    const refused = await callTool(read, { path: '/etc/passwd' });
    expect(refused.isError).toBe(true);
    expect(textOf(refused)).toContain('Access denied');
  });

  it('keeps two servers with the same tools apart', async () => {
    const config: McpServerConfig = { type: 'stdio', command: process.execPath, args: [EVERYTHING] };
    const servers = fixture.start({ first: config, second: config });
    await untilState(servers, 'first', 'connected');
    await untilState(servers, 'second', 'connected');
    const tools = resolveToolNames(servers.toolsets());
    expect([...tools.keys()]).toEqual(expect.arrayContaining(['first_echo', 'second_echo']));
    expect(tools.has('echo')).toBe(false);
  });
});

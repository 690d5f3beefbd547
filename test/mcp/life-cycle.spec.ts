import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { McpServers } from '../../src/agent/tools/mcp/mcp-servers.js';
import { McpFixture, untilState } from '../support/mcp/mcp-fixture.js';

describe('McpServers in a Nest application', () => {
  let fixture: McpFixture;

  beforeEach(() => {
    fixture = new McpFixture();
  });

  afterEach(async () => {
    await fixture.dispose();
  });

  it('connect when it starts, without holding the start up, and end with it', async () => {
    const servers = new McpServers(
      { fake: fixture.fake(), mute: fixture.fake('silent') },
      { logger: fixture.log },
    );
    const module = await Test.createTestingModule({
      providers: [{ provide: McpServers, useFactory: () => servers }],
    }).compile();
    expect(fixture.recordedProcesses()).toEqual([]);
    await module.init();
    expect(servers.status().map(({ state }) => state)).toEqual(['connecting', 'connecting']);
    await untilState(servers, 'fake', 'connected');
    await module.close();
    expect(fixture.livingProcesses()).toEqual([]);
  });

  it('say which there are when another one is asked for', () => {
    const servers = new McpServers({ files: { type: 'stdio', command: 'x' } });
    expect(servers.toolset('files')).toMatchObject({ name: 'files', kind: 'mcp' });
    expect(() => servers.toolset('web')).toThrow("There is no MCP server named 'web'. Configured: files.");
  });

  it('do not load the SDK when there are none', () => {
    expect(loadedPackages({})).not.toContain('@modelcontextprotocol/');
    expect(loadedPackages({ any: { type: 'stdio', command: 'no-such-command' } })).toContain(
      '@modelcontextprotocol/',
    );
  });
});

/** The names of everything that a process imports in order to start the servers and stop them. */
function loadedPackages(servers: object): string {
  const hooks = `import { registerHooks } from 'node:module';
    registerHooks({ resolve(name, context, next) { console.log(name); return next(name, context); } });`;
  const main = `import { setTimeout as sleep } from 'node:timers/promises';
    import { McpServers } from ${JSON.stringify(pathToFileURL(resolve('dist/agent/tools/mcp/mcp-servers.js')))};
    const servers = new McpServers(${JSON.stringify(servers)});
    servers.start();
    while (servers.status().some(({ state }) => state === 'connecting')) await sleep(5);
    await servers.close();`;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(hooks)}`, '--input-type=module', '-e', main],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

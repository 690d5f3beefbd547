import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { McpServers } from '../../src/agent/tools/mcp/mcp-servers.js';
import { eventually } from '../support/eventually.js';
import { type LoopbackServer, serveOnLoopback } from '../support/loopback-server.js';
import { FakeHttpServer } from '../support/mcp/fake-http-server.js';
import { McpFixture, callTool, statusOf, textOf, toolOf, untilState } from '../support/mcp/mcp-fixture.js';

describe('an MCP server on streamable HTTP', () => {
  let fixture: McpFixture;
  let fake: FakeHttpServer;
  let others: LoopbackServer[];

  beforeEach(async () => {
    others = [];
    fixture = new McpFixture();
    fake = await FakeHttpServer.start();
  });

  afterEach(async () => {
    await fixture.dispose();
    await Promise.all([fake, ...others].map((server) => server.close()));
  });

  async function serve(listener: RequestListener): Promise<LoopbackServer> {
    const server = await serveOnLoopback(listener);
    others.push(server);
    return server;
  }

  /** A server made with the official SDK, with the stream of notifications that the fake one lacks. */
  async function serveWithSdk(): Promise<{ url: string; server: McpServer }> {
    const server = new McpServer({ name: 'sdk', version: '1' });
    server.registerTool('first', {}, () => ({ content: [] }));
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: () => randomUUID() });
    await server.connect(transport);
    const { url } = await serve((request, response) => void transport.handleRequest(request, response));
    return { url, server };
  }

  function toolNames(servers: McpServers, name: string): string[] {
    return servers
      .toolset(name)
      .tools()
      .map((tool) => tool.name);
  }

  async function startFake(): Promise<McpServers> {
    const headers = { Authorization: 'Bearer hunter22' };
    const servers = fixture.start({ fake: { type: 'http', url: fake.url, headers } });
    await untilState(servers, 'fake', 'connected');
    return servers;
  }

  it('gets the headers with every request', async () => {
    const servers = await startFake();
    await callTool(toolOf(servers, 'fake', 'echo'));
    await servers.close();
    expect(fake.methods).toEqual(expect.arrayContaining(['initialize', 'GET', 'tools/call', 'DELETE']));
    expect(new Set(fake.headers.map(({ authorization }) => authorization))).toEqual(
      new Set(['Bearer hunter22']),
    );
  });

  it('gets a call again, in a new session, when it has forgotten the old one', async () => {
    const servers = await startFake();
    const echo = toolOf(servers, 'fake', 'echo');
    fake.forgetSessions();
    expect(textOf(await callTool(echo, { value: 1 }))).toContain('"value":1');
    expect(statusOf(servers, 'fake').state).toBe('connected');
    expect(fake.methods.filter((method) => method === 'initialize')).toHaveLength(2);
    expect(fake.methods.filter((method) => method === 'tools/call')).toHaveLength(2);
  });

  it('takes its tools with it when it is gone, which a call finds out', async () => {
    const servers = await startFake();
    const echo = toolOf(servers, 'fake', 'echo');
    await fake.close();
    const refused = await callTool(echo);
    expect(refused.isError).toBe(true);
    expect(textOf(refused)).toMatch(/cannot be reached|is lost/);
    await untilState(servers, 'fake', 'failed');
    expect(servers.toolset('fake').tools()).toEqual([]);
    fake = await FakeHttpServer.start();
  });

  it('follows changes of its list', async () => {
    const { url, server } = await serveWithSdk();
    const servers = fixture.start({ sdk: { type: 'http', url } });
    await untilState(servers, 'sdk', 'connected');
    expect(toolNames(servers, 'sdk')).toEqual(['first']);
    const second = server.registerTool('second', {}, () => ({ content: [] }));
    await eventually(() => {
      expect(toolNames(servers, 'sdk')).toEqual(['first', 'second']);
    });
    second.remove();
    await eventually(() => {
      expect(toolNames(servers, 'sdk')).toEqual(['first']);
    });
  });

  it.each([
    [401, 'did not connect: HTTP 401: it wants other credentials; put them into "headers"'],
    [404, 'did not connect: HTTP 404: there is nothing at this address'],
    [405, 'did not connect: HTTP 405: this address does not speak streamable HTTP'],
    [500, 'did not connect: HTTP 500: the token [redacted] broke it'],
    [200, 'did not connect: Unexpected content type: text/html'],
  ])('has failed when it answers with %d', async (status, reason) => {
    const broken = await serve((_request, response) => {
      response.writeHead(status, { 'content-type': 'text/html' }).end('the token hunter22 broke it');
    });
    const headers = { Authorization: 'Bearer hunter22' };
    const servers = fixture.start({ broken: { type: 'http', url: broken.url, headers } });
    await untilState(servers, 'broken', 'failed');
    expect(statusOf(servers, 'broken').lastError).toBe(reason);
  });

  it('has failed when nobody listens, or nobody answers', async () => {
    const mute = await serve(() => undefined);
    const gone = await serveOnLoopback(() => undefined);
    await gone.close();
    const servers = fixture.start({
      gone: { type: 'http', url: gone.url },
      mute: { type: 'http', url: mute.url, timeoutMs: 200 },
    });
    await untilState(servers, 'gone', 'failed');
    await untilState(servers, 'mute', 'failed');
    expect(statusOf(servers, 'gone').lastError).toBe('did not connect: it cannot be reached (ECONNREFUSED)');
    expect(statusOf(servers, 'mute').lastError).toBe('did not get ready within 0.2 s');
  });
});

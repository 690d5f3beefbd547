import type { LookupAddress } from 'node:dns';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { ToolResult } from '../../src/agent/tools/tool.js';
import { webToolset, type WebToolsetOptions } from '../../src/agent/tools/web/web.toolset.js';
import { type LoopbackServer, serveOnLoopback } from './loopback-server.js';

const servers: LoopbackServer[] = [];

/** Ends the servers of a test. */
export async function closeServers(): Promise<void> {
  for (const server of servers.splice(0)) await server.close();
}

/** A server whose pages may be fetched, and everything it was asked for. */
export async function serve(listener: RequestListener) {
  const requests: IncomingMessage[] = [];
  const server = await serveOnLoopback((request, response) => {
    requests.push(request);
    listener(request, response);
  });
  servers.push(server);
  return { ...server, requests, host: `127.0.0.1:${server.port}` };
}

/** Answers every request with this. */
export function page(
  body: string | Buffer,
  headers: Record<string, string> = {},
  status = 200,
): RequestListener {
  return (_request, response: ServerResponse) => {
    response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(body);
  };
}

/** Calls the tool. */
export function fetchPage(
  url: string,
  options: WebToolsetOptions = {},
  input: { start_index?: number; max_length?: number } = {},
  signal = new AbortController().signal,
): Promise<ToolResult> {
  const [tool] = webToolset(options).tools();
  if (tool === undefined) throw new Error('There is no tool.');
  const context = { owner: 'ada', agentId: 'agent', runId: 'run', callId: 'call', report: () => undefined };
  return tool.execute({ url, ...input }, { ...context, signal });
}

/** Serves one page and fetches it. */
export async function fetchServed(
  listener: RequestListener,
  options: WebToolsetOptions = {},
  input: { start_index?: number; max_length?: number } = {},
): Promise<ToolResult> {
  const { url, host } = await serve(listener);
  return fetchPage(`${url}/page`, { allowedPrivateHosts: [host], ...options }, input);
}

/** What the model reads. */
export function textOf({ content }: ToolResult): string {
  return content.map((part) => (part.type === 'text' ? part.text : part.mediaType)).join('\n');
}

/** Names that resolve to what a test says, and how often each was asked for. */
export function names(table: Record<string, readonly string[]>) {
  const asked: string[] = [];
  const resolve = (hostname: string): Promise<LookupAddress[]> => {
    asked.push(hostname);
    const addresses = table[hostname] ?? [];
    return Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
  };
  return { asked, resolve };
}

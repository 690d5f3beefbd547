import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';
import { Agent, fetch, type RequestInit } from 'undici';
import type { HttpServerConfig } from './mcp-server-config.js';

/** The SDK's streamable HTTP, on connections of its own. */
export class HttpTransport extends StreamableHTTPClientTransport {
  private readonly agent: Agent;

  constructor({ url, headers = {} }: HttpServerConfig) {
    // Node's own fetch gives up on an answer after five minutes; how long a call may take is not decided here.
    const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
    const fetchLike = (address: string | URL, init?: object): Promise<unknown> =>
      fetch(address, { ...(init as RequestInit), dispatcher: agent });
    super(new URL(url), {
      requestInit: { headers: { ...headers } },
      fetch: fetchLike as unknown as FetchLike,
    });
    this.agent = agent;
  }

  override async close(): Promise<void> {
    await super.close();
    await this.agent.destroy();
  }
}

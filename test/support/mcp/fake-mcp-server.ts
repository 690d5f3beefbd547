/** What a fake server can do to its client, beside answering. */
export interface FakeMcpPeer {
  notify(method: string, params?: object): void;
  end(): void;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

const ANY_OBJECT = { type: 'object' };

/** Answers the messages of MCP by hand, so that a test can see what the official SDK would not let a server do. */
export class FakeMcpServer {
  /** The ids of calls that the client has taken back. */
  private readonly cancelled: unknown[] = [];
  private readonly tools: Record<string, unknown>[] = [
    ...['echo', 'pid', 'environment', 'slow', 'cancelled', 'grow', 'exit', 'mismatch', 'refuse'].map(
      (name) => ({
        name,
        description: `Tool ${name}.`,
        inputSchema: ANY_OBJECT,
        ...(name === 'mismatch' && { outputSchema: { type: 'object', required: ['sum'] } }),
      }),
    ),
    { name: 'broken', inputSchema: { type: 'object', properties: { a: { type: 'nonsense' } } } },
    { name: 'read me', inputSchema: ANY_OBJECT },
    { name: 'read.me', inputSchema: ANY_OBJECT },
  ];

  private readonly peer: FakeMcpPeer;

  // Node runs this file as it is, and takes no parameter properties.
  constructor(peer: FakeMcpPeer) {
    this.peer = peer;
  }

  /** The answer to a request; nothing where none is due, or where none is ever given. */
  answer(message: Message): object | undefined {
    const { id, method, params = {} } = message;
    if (method === 'notifications/cancelled') this.cancelled.push(params['requestId']);
    if (id === undefined || method === undefined) return undefined;
    const result = this.result(method, params, id);
    if (result === 'refused')
      return { jsonrpc: '2.0', id, error: { code: -32602, message: 'Not like that.' } };
    return result === undefined ? undefined : { jsonrpc: '2.0', id, result };
  }

  private result(method: string, params: Readonly<Record<string, unknown>>, id: number): unknown {
    switch (method) {
      case 'initialize':
        return {
          protocolVersion: '2025-06-18',
          capabilities: { tools: { listChanged: true } },
          serverInfo: { name: 'fake', version: '1' },
        };
      case 'tools/list': {
        // Pages of four.
        const from = Number(params['cursor'] ?? 0);
        const next = from + 4;
        return {
          tools: this.tools.slice(from, next),
          ...(next < this.tools.length && { nextCursor: String(next) }),
        };
      }
      case 'tools/call':
        return this.call(String(params['name']), params['arguments'], id);
      default:
        return {};
    }
  }

  private call(name: string, input: unknown, id: number): unknown {
    switch (name) {
      case 'pid':
        return text(String(process.pid));
      case 'environment':
        return text(JSON.stringify(process.env));
      case 'slow':
        this.peer.notify('notifications/progress', { progressToken: id, progress: 1, message: 'Started.' });
        return undefined;
      case 'cancelled':
        return text(JSON.stringify(this.cancelled));
      case 'grow':
        this.tools.push({ name: 'grown', inputSchema: ANY_OBJECT });
        this.peer.notify('notifications/tools/list_changed');
        return text('Grown.');
      case 'exit':
        this.peer.end();
        return undefined;
      case 'mismatch':
        return { content: [], structuredContent: { product: 3 } };
      case 'refuse':
        return 'refused';
      default:
        return text(JSON.stringify({ name, input }));
    }
  }
}

function text(value: string): unknown {
  return { content: [{ type: 'text', text: value }] };
}

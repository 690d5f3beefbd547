import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  PaginatedResultSchema,
  ResultSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JSONObject } from '@ai-sdk/provider';
import { PACKAGE_VERSION } from '../../../package-version.js';
import { ChildProcessTransport, type ChildProcessOutput } from './child-process-transport.js';
import { describeMcpError, isAnswer, isExpiredSession, isLate } from './describe-mcp-error.js';
import { type Liveness, LivenessCheck } from './liveness-check.js';
import { fetchWithoutLimits } from './fetch-without-limits.js';
import type { McpServerConfig } from './mcp-server-config.js';
import { type McpToolList, readToolList } from './mcp-tool-list.reader.js';

/** The longest that a timer can wait: calls end when their signal says so. */
const NO_TIME_LIMIT_MS = 2 ** 31 - 1;
const DEFAULT_TIMEOUT_MS = 30_000;
const PING_TIMEOUT_MS = 10_000;
const GOODBYE_TIMEOUT_MS = 2_000;
/** Far more than any server has; a server whose pages never end is not asked for ever. */
const MOST_PAGES = 100;

/** What a session reports besides answers. */
export interface McpSessionEvents extends ChildProcessOutput {
  onToolsChanged(): void;
}

/** One call of a tool. */
export interface McpCall {
  readonly toolName: string;
  readonly input: JSONObject;
  readonly signal: AbortSignal;
  onProgress(progress: { progress: number; total?: number | undefined; message?: string | undefined }): void;
}

/** A call failed for want of an answer. */
export class McpCallError extends Error {
  /** @param kind `expired`: the server had forgotten the session, so nothing was done. */
  constructor(
    readonly kind: 'refused' | 'lost' | 'expired',
    message: string,
  ) {
    super(message);
  }
}

/** One connection to a server, from its start to its end; it is not used again after that. */
export class McpSession {
  /** Resolves with the reason when the server has gone. */
  readonly ended: Promise<string>;
  private readonly client: Client;
  private readonly timeoutMs: number;
  private transport: ChildProcessTransport | StreamableHTTPClientTransport | undefined;
  private liveness: LivenessCheck | undefined;
  private callsUnderWay = 0;
  private endReason: string | undefined;
  private resolveEnded: (reason: string) => void = () => undefined;

  constructor(
    private readonly config: McpServerConfig,
    private readonly events: McpSessionEvents,
  ) {
    this.timeoutMs = config.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.client = new Client({ name: 'hermes-agent-server', version: PACKAGE_VERSION }, { capabilities: {} });
    this.ended = new Promise((resolve) => (this.resolveEnded = resolve));
  }

  /** Connects, and lists the tools. Rejects with an `Error` that says in words what failed; `close` is due then too. */
  async open(signal: AbortSignal): Promise<McpToolList> {
    const timeout = AbortSignal.timeout(this.timeoutMs);
    try {
      return await Promise.race([this.connect(), rejectedBy(AbortSignal.any([signal, timeout]))]);
    } catch (error) {
      const reason = timeout.aborted
        ? `did not get ready within ${this.timeoutMs / 1_000} s`
        : (this.processEnd() ?? `did not connect: ${describeMcpError(error)}`);
      throw new Error(reason, { cause: error });
    }
  }

  /** All pages of the list of tools. */
  async listTools(): Promise<McpToolList> {
    if (this.client.getServerCapabilities()?.tools === undefined) return readToolList([]);
    const listed: unknown[] = [];
    const seen = new Set<string>();
    for (let cursor: string | undefined; seen.size < MOST_PAGES;) {
      const page = await this.client.request(
        { method: 'tools/list', params: cursor === undefined ? {} : { cursor } },
        PaginatedResultSchema,
        { timeout: this.timeoutMs },
      );
      if (Array.isArray(page['tools'])) listed.push(...(page['tools'] as unknown[]));
      cursor = page.nextCursor;
      if (cursor === undefined || seen.has(cursor)) break;
      seen.add(cursor);
    }
    return readToolList(listed);
  }

  /** What the server answers. Rejects with a {@link McpCallError}, or with the signal's reason once that has aborted. */
  async call({ toolName, input, signal, onProgress }: McpCall): Promise<Readonly<Record<string, unknown>>> {
    this.callsUnderWay++;
    try {
      return await this.client.request(
        { method: 'tools/call', params: { name: toolName, arguments: input } },
        ResultSchema,
        { signal, timeout: NO_TIME_LIMIT_MS, onprogress: onProgress },
      );
    } catch (error) {
      signal.throwIfAborted();
      throw this.callError(error);
    } finally {
      this.callsUnderWay--;
    }
  }

  /** Says goodbye and ends the child process, if there is one. Never rejects. */
  async close(): Promise<void> {
    const isGone = this.endReason !== undefined;
    this.end('was stopped');
    if (!isGone && this.transport instanceof StreamableHTTPClientTransport) {
      const goodbye = this.transport.terminateSession().catch(() => undefined);
      await Promise.race([goodbye, sleep(GOODBYE_TIMEOUT_MS, undefined, { ref: false })]);
    }
    await this.client.close().catch(() => undefined);
    await this.transport?.close().catch(() => undefined);
  }

  private async connect(): Promise<McpToolList> {
    this.client.onclose = () => {
      this.end(this.processEnd() ?? 'closed the connection');
    };
    this.client.onerror = (error) => {
      this.onError(error);
    };
    this.client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
      this.events.onToolsChanged();
    });
    this.transport = this.createTransport();
    await this.client.connect(this.transport, { timeout: NO_TIME_LIMIT_MS });
    const tools = await this.listTools();
    if (this.config.type === 'http') this.watchLiveness();
    return tools;
  }

  private createTransport(): ChildProcessTransport | StreamableHTTPClientTransport {
    if (this.config.type === 'stdio') return new ChildProcessTransport(this.config, this.events);
    const { url, headers = {} } = this.config;
    return new StreamableHTTPClientTransport(new URL(url), {
      requestInit: { headers: { ...headers } },
      fetch: (address, init) => fetchWithoutLimits(address, init),
    });
  }

  private watchLiveness(): void {
    this.liveness = new LivenessCheck(
      () => this.ping(),
      () => this.callsUnderWay > 0,
      (reason) => {
        this.end(reason);
      },
    );
  }

  private async ping(): Promise<Liveness> {
    try {
      await this.client.ping({ timeout: PING_TIMEOUT_MS });
      return 'alive';
    } catch (error) {
      if (isAnswer(error)) return 'alive';
      if (isLate(error)) return 'late';
      return { gone: isExpiredSession(error) ? 'ended the session' : `is lost: ${describeMcpError(error)}` };
    }
  }

  private onError(error: Error): void {
    // The SDK does not take up its stream of notifications again after that.
    if (error.message.startsWith('Maximum reconnection attempts')) this.end('broke off its stream of events');
    else this.liveness?.check();
  }

  private callError(error: unknown): McpCallError {
    if (isExpiredSession(error)) {
      this.end('ended the session');
      return new McpCallError('expired', 'ended the session');
    }
    const reason = this.endReason ?? this.processEnd();
    if (reason !== undefined) return new McpCallError('lost', reason);
    return new McpCallError('refused', describeMcpError(error));
  }

  private processEnd(): string | undefined {
    return this.transport instanceof ChildProcessTransport ? this.transport.endReason : undefined;
  }

  private end(reason: string): void {
    this.liveness?.stop();
    this.endReason ??= reason;
    this.resolveEnded(this.endReason);
  }
}

async function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const rejected = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) rejected();
    else signal.addEventListener('abort', rejected, { once: true });
  });
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { JSONObject } from '@ai-sdk/provider';
import type { Logger } from '@nestjs/common';
import type { Tool, ToolContext, Toolset } from '../tool.js';
import { concealSecrets } from './conceal-secrets.js';
import { McpServerLog } from './mcp-server-log.js';
import type { McpServerConfig } from './mcp-server-config.js';
import type { McpServerState, McpServerStatus } from './mcp-server-status.js';
import type { McpSession } from './mcp-session.js';
import type { McpToolList } from './mcp-tool-list.reader.js';
import { toTools } from './mcp-tool.mapper.js';
import { type ReconnectDelays, reconnectDelay } from './reconnect-delay.js';

/** A session that has lasted so long was a good one: what ends it does not count as one more failure in a row. */
const STEADY_MS = 30_000;
/** Changes of a list that come within this time are one. */
const LIST_CHANGE_MS = 200;
/** Longest time that a call waits for a new session when the server has ended the old one. */
const NEW_SESSION_MS = 10_000;

/** One server for as long as the application runs: connected whenever that is possible, its tools there or not there. */
export class McpConnection implements Toolset {
  readonly kind = 'mcp';
  private readonly conceal: (text: string) => string;
  private readonly log: McpServerLog;
  private readonly stopping = new AbortController();
  private readonly waiting = new Set<() => void>();
  private running: Promise<void> | undefined;
  private session: McpSession | undefined;
  private currentTools: readonly Tool[] = [];
  private leftOut: readonly string[] = [];
  private state: McpServerState = 'connecting';
  private lastError: string | undefined;
  private connectedAt = Infinity;
  private listChange: NodeJS.Timeout | undefined;
  private listing: Promise<void> = Promise.resolve();
  /** A change that was told before there was a list. */
  private hasMissedChange = false;
  private hasInvalidLines = false;

  constructor(
    readonly name: string,
    private readonly config: McpServerConfig,
    private readonly delays: ReconnectDelays,
    private readonly logger: Logger,
  ) {
    this.conceal = concealSecrets(config);
    this.log = new McpServerLog(name, logger, this.conceal);
  }

  tools(): readonly Tool[] {
    return this.currentTools;
  }

  status(): McpServerStatus {
    return {
      name: this.name,
      transport: this.config.type,
      state: this.state,
      toolCount: this.currentTools.length,
      leftOut: this.leftOut,
      ...(this.lastError !== undefined && { lastError: this.lastError }),
    };
  }

  /** Begins to connect, in the background. */
  start(): void {
    this.running ??= this.keepConnected();
  }

  /** Ends the session, and resolves when nothing of it is left. */
  async close(): Promise<void> {
    this.stopping.abort(new Error('The application is stopping.'));
    await this.running;
  }

  private async keepConnected(): Promise<void> {
    const { signal } = this.stopping;
    for (let failures = 0; !signal.aborted;) {
      const startedAt = performance.now();
      await this.holdSession();
      failures =
        performance.now() - startedAt >= STEADY_MS && this.lastError === undefined ? 1 : failures + 1;
      await sleep(reconnectDelay(failures, this.delays), undefined, { signal }).catch(() => undefined);
    }
  }

  /** Connects, and stays until the session is over. */
  private async holdSession(): Promise<void> {
    let session: McpSession | undefined;
    this.log.clear();
    try {
      const { McpSession } = await import('./mcp-session.js');
      session = new McpSession(this.config, {
        onToolsChanged: () => {
          this.followListChange();
        },
        onErrorOutput: (text) => {
          this.log.write(text);
        },
        onInvalidLine: () => {
          this.onInvalidLine();
        },
      });
      this.connected(session, await session.open(this.stopping.signal));
      this.failed(await Promise.race([session.ended, aborted(this.stopping.signal)]));
    } catch (error) {
      this.failed(error instanceof Error ? error.message : String(error));
    } finally {
      await session?.close();
    }
  }

  private connected(session: McpSession, list: McpToolList): void {
    this.session = session;
    this.connectedAt = performance.now();
    this.state = 'connected';
    this.lastError = undefined;
    this.setTools(list);
    this.logger.log(`MCP server '${this.name}' is connected: ${count(this.currentTools.length, 'tool')}.`);
    for (const resume of this.waiting) resume();
    if (this.hasMissedChange) this.followListChange();
  }

  private failed(reason: string): void {
    clearTimeout(this.listChange);
    this.listChange = undefined;
    this.hasMissedChange = false;
    this.session = undefined;
    this.currentTools = [];
    this.leftOut = [];
    const wasFailed = this.state === 'failed';
    this.state = 'failed';
    const said = this.log.lastComplaint;
    this.lastError = this.conceal(`${reason}${said === '' ? '' : `; it wrote: ${said}`}`);
    const text = `MCP server '${this.name}' ${this.lastError}.`;
    if (wasFailed || this.stopping.signal.aborted) this.logger.debug(text);
    else this.logger.warn(`${text} Its tools are missing until it is back.`);
  }

  private setTools({ tools, leftOut }: McpToolList): void {
    this.currentTools = toTools(tools, this.name, (toolName, input, context) =>
      this.call(toolName, input, context),
    );
    const news = leftOut.filter((tool) => !this.leftOut.includes(tool));
    this.leftOut = leftOut;
    for (const tool of news) {
      this.logger.warn(`MCP server '${this.name}': a tool is left out: ${this.conceal(tool)}.`);
    }
  }

  private followListChange(): void {
    this.listChange ??= setTimeout(() => {
      this.listChange = undefined;
      this.listing = this.listing.then(() => this.listAgain());
    }, LIST_CHANGE_MS).unref();
  }

  private async listAgain(): Promise<void> {
    const { session } = this;
    this.hasMissedChange = session === undefined;
    try {
      const list = await session?.listTools();
      if (list !== undefined && session === this.session) this.setTools(list);
    } catch (error) {
      if (session !== this.session) return;
      const reason = this.conceal(error instanceof Error ? error.message : String(error));
      this.logger.warn(`MCP server '${this.name}' changed its tools, but did not list them: ${reason}.`);
    }
  }

  private async call(
    toolName: string,
    input: JSONObject,
    context: ToolContext,
  ): Promise<Readonly<Record<string, unknown>>> {
    const { session } = this;
    try {
      return await this.callWith(session, toolName, input, context);
    } catch (error) {
      if ((error as { kind?: unknown }).kind !== 'expired') throw this.explained(error);
    }
    // The server has not looked at the call, so it can be made again.
    await this.newSession(session, context.signal);
    return this.callWith(this.session, toolName, input, context).catch((error: unknown) => {
      throw this.explained(error);
    });
  }

  private async callWith(
    session: McpSession | undefined,
    toolName: string,
    input: JSONObject,
    context: ToolContext,
  ): Promise<Readonly<Record<string, unknown>>> {
    if (session === undefined) {
      throw new Error(
        `The MCP server '${this.name}' is not connected at the moment. Do without it, or try again later.`,
      );
    }
    return session.call({
      toolName,
      input,
      signal: context.signal,
      onProgress: ({ progress, total, message }) => {
        context.report(message ?? (total === undefined ? `${progress}` : `${progress} of ${total}`));
      },
    });
  }

  private explained(error: unknown): unknown {
    if (!(error instanceof Error) || !('kind' in error)) return error;
    const message = this.conceal(error.message);
    if (error.kind === 'refused') return new Error(`The tool failed: ${message}`);
    return new Error(
      `The MCP server '${this.name}' was lost during the call: it ${message}. Whether the call took effect is not known.`,
    );
  }

  /** Resolves when another session than the given one is there, and at the latest when it has become too late for it. */
  private async newSession(old: McpSession | undefined, signal: AbortSignal): Promise<void> {
    if (this.session !== old && this.session !== undefined) return;
    const patience = AbortSignal.any([signal, this.stopping.signal, AbortSignal.timeout(NEW_SESSION_MS)]);
    await new Promise<void>((resolve) => {
      const resume = (): void => {
        this.waiting.delete(resume);
        resolve();
      };
      this.waiting.add(resume);
      patience.addEventListener('abort', resume, { once: true });
    });
    signal.throwIfAborted();
  }

  private onInvalidLine(): void {
    if (this.hasInvalidLines) return;
    this.hasInvalidLines = true;
    this.logger.warn(
      `MCP server '${this.name}' writes lines to its standard output that are not MCP messages. They are ignored.`,
    );
  }
}

async function aborted(signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const stopped = (): void => {
      resolve('was stopped with the application');
    };
    if (signal.aborted) stopped();
    else signal.addEventListener('abort', stopped, { once: true });
  });
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

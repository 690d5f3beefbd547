import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { getDefaultEnvironment } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ReadBuffer, serializeMessage } from '@modelcontextprotocol/sdk/shared/stdio.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import type { StdioServerConfig } from './mcp-server-config.js';
import { GROUP_OPTIONS, ProcessGroup } from './process-group.js';

/** How long a process has to end after its standard input was closed, and again after SIGTERM. */
const GRACE_MS = 1_000;
/** Longest message, an image in base64 for instance. */
const LONGEST_MESSAGE_BYTES = 32 * 1024 * 1024;
/** So many lines in a row that are no message, and the process is not speaking the protocol. */
const MOST_INVALID_LINES = 10_000;

/** What a server writes besides its messages. */
export interface ChildProcessOutput {
  /** A piece of its standard error. */
  onErrorOutput(text: string): void;
  /** A line of its standard output is not a message; it has been skipped. */
  onInvalidLine(): void;
}

/**
 * MCP over the standard streams of a child process. Unlike the SDK's own transport it ends the processes that the
 * child has started too, notices the child's end although one of those keeps its streams open, and says why it ended.
 */
export class ChildProcessTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  private readonly buffer = new ReadBuffer({ maxBufferSize: LONGEST_MESSAGE_BYTES });
  private child: ChildProcessWithoutNullStreams | undefined;
  private group: ProcessGroup | undefined;
  private exited: Promise<unknown> = Promise.resolve();
  private invalidLines = 0;
  private isReading = false;
  private reason: string | undefined;
  private isStopped = false;
  private hasClosed = false;

  constructor(
    private readonly config: StdioServerConfig,
    private readonly output: ChildProcessOutput,
  ) {}

  /** Why the process is gone, to follow its name in a sentence; nothing when it was stopped by `close`. */
  get endReason(): string | undefined {
    return this.reason;
  }

  async start(): Promise<void> {
    const { command, args = [], env, cwd } = this.config;
    const child = spawn(command, args, {
      ...GROUP_OPTIONS,
      env: { ...getDefaultEnvironment(), ...env },
      stdio: 'pipe',
      windowsHide: true,
      ...(cwd !== undefined && { cwd }),
    });
    await this.spawned(child);
    this.child = child;
    this.group = new ProcessGroup(child);
    const drained = new Promise((resolve) => child.once('close', resolve));
    this.exited = new Promise((resolve) => child.once('exit', resolve)).then(() =>
      this.onExit(child, drained),
    );
    if (this.hasClosed) this.group.dispose();
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const stdin = this.child?.stdin;
    if (stdin === undefined || !stdin.writable) throw new Error(this.reason ?? 'it has been stopped');
    await new Promise<void>((resolve, reject) => {
      stdin.write(serializeMessage(message), (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  /** Resolves when the process and all that it started are gone. */
  async close(): Promise<void> {
    this.isStopped = true;
    this.child?.stdin.end();
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      if (await this.hasExited()) break;
      this.group?.signal(signal);
    }
    await this.hasExited();
    this.closed();
  }

  private async spawned(child: ChildProcessWithoutNullStreams): Promise<void> {
    child.on('error', (error) => this.onerror?.(error));
    child.stdin.on('error', () => undefined);
    child.stdout.on('data', (chunk: Buffer) => {
      void this.read(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.output.onErrorOutput(text);
    });
    try {
      await once(child, 'spawn');
    } catch (error) {
      this.reason = describeSpawnError(error, this.config);
      throw new Error(this.reason, { cause: error });
    }
  }

  private async onExit(child: ChildProcessWithoutNullStreams, drained: Promise<unknown>): Promise<void> {
    const { exitCode, signalCode } = child;
    if (!this.isStopped) {
      this.reason ??= signalCode === null ? `exited with code ${exitCode}` : `was ended by ${signalCode}`;
    }
    this.group?.dispose();
    // What it wrote last may still be on its way; a process that has left the group may keep the streams open.
    await Promise.race([drained, sleep(GRACE_MS, undefined, { ref: false })]);
    child.stdout.destroy();
    child.stderr.destroy();
    this.closed();
  }

  private async hasExited(): Promise<boolean> {
    const late = sleep(GRACE_MS, false, { ref: false });
    return Promise.race([this.exited.then(() => true), late]);
  }

  private async read(chunk: Buffer): Promise<void> {
    try {
      this.buffer.append(chunk);
    } catch {
      this.giveUp(`sent more than ${LONGEST_MESSAGE_BYTES / 1024 / 1024} MB without an end of line`);
    }
    if (this.isReading) return;
    this.isReading = true;
    for (let message = this.nextMessage(); message !== null; message = this.nextMessage()) {
      this.deliver(message);
      // The SDK handles notifications a moment later, and would give a result before the progress that precedes it.
      await Promise.resolve();
    }
    this.isReading = false;
  }

  private deliver(message: JSONRPCMessage): void {
    try {
      this.onmessage?.(message);
    } catch (error) {
      this.onerror?.(error as Error);
    }
  }

  private nextMessage(): JSONRPCMessage | null {
    while (!this.hasClosed && this.invalidLines < MOST_INVALID_LINES) {
      try {
        const message = this.buffer.readMessage();
        if (message !== null) this.invalidLines = 0;
        return message;
      } catch {
        this.invalidLines++;
        this.output.onInvalidLine();
      }
    }
    if (!this.hasClosed) this.giveUp('writes to its standard output what is not MCP');
    return null;
  }

  private giveUp(reason: string): void {
    this.reason ??= reason;
    this.group?.signal('SIGKILL');
  }

  private closed(): void {
    if (this.hasClosed) return;
    this.hasClosed = true;
    this.buffer.clear();
    this.onclose?.();
  }
}

function describeSpawnError(error: unknown, { command, cwd }: StdioServerConfig): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const place = cwd === undefined ? '' : ` (or its folder ${cwd})`;
  if (code === 'ENOENT') return `could not be started: the command ${command}${place} does not exist`;
  if (code === 'EACCES') return `could not be started: the command ${command}${place} may not be run`;
  return `could not be started: ${message}`;
}

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { JSONObject } from '@ai-sdk/provider';
import { Logger } from '@nestjs/common';
import type { McpServerConfig, StdioServerConfig } from '../../../src/agent/tools/mcp/mcp-server-config.ts';
import { McpServers } from '../../../src/agent/tools/mcp/mcp-servers.ts';
import type { McpServerStatus } from '../../../src/agent/tools/mcp/mcp-server-status.ts';
import type { Tool, ToolResult } from '../../../src/agent/tools/tool.ts';
import { eventually } from '../eventually.ts';

/** The servers of one test, with everything they log, and a folder that is removed with them. */
export class McpFixture {
  readonly directory = mkdtempSync(join(tmpdir(), 'hermes-mcp-'));
  readonly log = new RecordingLogger();
  private started: McpServers[] = [];

  /** Starts servers that are tried again soon when they fail. */
  start(servers: Readonly<Record<string, McpServerConfig>>): McpServers {
    const reconnectDelays = { firstMs: 50, longestMs: 200 };
    const mcpServers = new McpServers(servers, { reconnectDelays, logger: this.log });
    this.started.push(mcpServers);
    mcpServers.start();
    return mcpServers;
  }

  /** A fake server that misbehaves in the given ways, and records its processes. */
  fake(...habits: string[]): StdioServerConfig {
    return {
      type: 'stdio',
      command: process.execPath,
      args: [resolve('test/support/mcp/fake-stdio-server.ts'), ...habits],
      env: { RECORD_FILE: this.recordFile },
    };
  }

  /** The processes that fake servers have recorded and that are running. */
  livingProcesses(): number[] {
    return this.recordedProcesses().filter(isAlive);
  }

  recordedProcesses(): number[] {
    try {
      return readFileSync(this.recordFile, 'utf8').trim().split('\n').map(Number);
    } catch {
      return [];
    }
  }

  async dispose(): Promise<void> {
    await Promise.all(this.started.map((servers) => servers.close()));
    for (const pid of this.livingProcesses()) process.kill(pid, 'SIGKILL');
    rmSync(this.directory, { recursive: true, force: true });
  }

  private get recordFile(): string {
    return join(this.directory, 'processes');
  }
}

/** Waits until a server is connected, or whatever else it is to be. */
export async function untilState(
  servers: McpServers,
  name: string,
  state: McpServerStatus['state'],
): Promise<void> {
  await eventually(() => {
    const status = statusOf(servers, name);
    if (status.state !== state) throw new Error(`'${name}' is not ${state}: ${JSON.stringify(status)}`);
  });
}

export function statusOf(servers: McpServers, name: string): McpServerStatus {
  const status = servers.status().find((candidate) => candidate.name === name);
  if (status === undefined) throw new Error(`No server is named '${name}'.`);
  return status;
}

export function toolOf(servers: McpServers, name: string, toolName: string): Tool {
  const tool = servers
    .toolset(name)
    .tools()
    .find((candidate) => candidate.name === toolName);
  if (tool === undefined) throw new Error(`'${name}' has no tool '${toolName}' now.`);
  return tool;
}

/** Calls a tool, which may take until `signal` aborts. */
export async function callTool(
  tool: Tool,
  input: JSONObject = {},
  { signal = new AbortController().signal, onProgress = (_: string): void => undefined } = {},
): Promise<ToolResult> {
  return tool.execute(input, {
    owner: 'tester',
    agentId: 'agent',
    runId: 'run',
    callId: 'call',
    signal,
    report: onProgress,
  });
}

/** The first text of a result. */
export function textOf(result: ToolResult): string {
  const [part] = result.content;
  return part?.type === 'text' ? part.text : '';
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    // A process that has ended stays known until its parent asks for its exit code.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return true;
  }
}

class RecordingLogger extends Logger {
  readonly infos: string[] = [];
  readonly warnings: string[] = [];
  readonly details: string[] = [];

  override log(message: unknown): void {
    this.infos.push(String(message));
  }

  override warn(message: unknown): void {
    this.warnings.push(String(message));
  }

  override debug(message: unknown): void {
    this.details.push(String(message));
  }
}

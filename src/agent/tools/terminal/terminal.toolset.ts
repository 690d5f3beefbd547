import type { Toolset } from '../tool.js';
import { Workspace } from '../workspace/workspace.js';
import { RunCommandTool } from './run-command.tool.js';

/**
 * How {@link terminalToolset} runs commands.
 *
 * @publicApi
 */
export interface TerminalToolsetOptions {
  /** Where commands start, and their `HOME`. It is made on first use, for its owner only. */
  readonly workspaceDirectory: string;
  /** All that commands get to see of an environment; `terminalEnvironment` picks it out of the server's. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Longest time for one command, in milliseconds. Default: 110,000; keep it below `RunLimits.toolTimeoutMs`, so that
   * the model gets to see what the command printed until then.
   */
  readonly timeoutMs?: number;
  /** How much of an output is kept, in bytes: its beginning and its end. Default: 30,000. */
  readonly outputLimit?: number;
}

/**
 * Runs command lines in one folder. A command can do whatever the server's user can do, also outside the folder: give
 * it to agents of people you trust, and run the server in a container.
 *
 * @publicApi
 */
export function terminalToolset(options: TerminalToolsetOptions): Toolset {
  const { workspaceDirectory, environment, timeoutMs = 110_000, outputLimit = 30_000 } = options;
  const tools = [
    new RunCommandTool(new Workspace(workspaceDirectory), { environment, timeoutMs, outputLimit }),
  ];
  return { name: 'terminal', tools: () => tools };
}

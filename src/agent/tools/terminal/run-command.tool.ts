import type { JSONObject, JSONSchema7 } from '@ai-sdk/provider';
import type { Tool, ToolContext, ToolResult } from '../tool.js';
import { errorResult } from '../tool-result.js';
import type { Workspace } from '../workspace/workspace.js';
import { describeFileError, errorCode } from '../workspace/workspace-error.js';
import { ProgressReporter } from './progress-reporter.js';
import { type CommandOutcome, runCommand } from './run-command.js';

/** How commands are run. */
export interface CommandSettings {
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly outputLimit: number;
}

/** Runs a command in the workspace. */
export class RunCommandTool implements Tool {
  readonly name = 'run_command';
  readonly description: string;
  readonly inputSchema: JSONSchema7;

  constructor(
    private readonly workspace: Workspace,
    private readonly settings: CommandSettings,
  ) {
    const seconds = String(settings.timeoutMs / 1000);
    this.description =
      'Run a command line in a shell, in the workspace. You get its exit code and its output (of a long one the ' +
      'beginning and the end). It has no terminal and no input: use options that ask nothing. It is ended after ' +
      `${seconds} seconds, and with it everything that it started: nothing goes on in the background.`;
    this.inputSchema = {
      type: 'object',
      properties: {
        command: {
          type: 'string',
          minLength: 1,
          description: 'The command line, for bash where there is one.',
        },
        cwd: { type: 'string', description: 'The folder to run it in. Default: the workspace itself.' },
        timeout_seconds: {
          type: 'number',
          exclusiveMinimum: 0,
          description: `End it earlier. Default and most: ${seconds}.`,
        },
      },
      required: ['command'],
      additionalProperties: false,
    };
  }

  async execute(input: JSONObject, context: ToolContext): Promise<ToolResult> {
    if (process.platform === 'win32')
      return errorResult('Commands cannot be run: this server runs on Windows.');
    const cwd = (input['cwd'] as string | undefined) ?? '.';
    const progress = new ProgressReporter((line) => context.report(line));
    const startedAt = performance.now();
    try {
      const outcome = await runCommand({
        command: input['command'] as string,
        cwd: await this.workspace.realDirectory(cwd),
        environment: { ...this.settings.environment, HOME: await this.workspace.root() },
        outputLimit: this.settings.outputLimit,
        timeoutMs: Math.min(Number(input['timeout_seconds'] ?? Infinity) * 1000, this.settings.timeoutMs),
        signal: context.signal,
        onOutput: (chunk) => progress.add(chunk),
      });
      return commandResult(outcome, performance.now() - startedAt);
    } catch (error) {
      if (context.signal.aborted) return errorResult('The command was not started: the run was stopped.');
      return errorResult(startFailure(error, cwd));
    } finally {
      progress.stop();
    }
  }
}

function startFailure(error: unknown, cwd: string): string {
  switch (errorCode(error)) {
    case 'E2BIG':
      return 'The command is too long. Write it to a file and run that.';
    case 'ERR_INVALID_ARG_VALUE':
      return 'A command must not contain a NUL character.';
    case 'EAGAIN':
    case 'ENOMEM':
    case 'EMFILE':
      return 'The command could not be started: the server has no room for another process. Try again later.';
    default:
      return describeFileError(error, cwd);
  }
}

function commandResult(outcome: CommandOutcome, durationMs: number): ToolResult {
  const { output, leftBehind, remaining } = outcome;
  const facts = [
    `[${ending(outcome)} after ${(durationMs / 1000).toFixed(1)} s.`,
    ...(leftBehind === 0 ? [] : [`${count(leftBehind)} left running in the background and ended.`]),
    ...(remaining === 0 ? [] : [`${count(remaining)} could not be ended.`]),
  ];
  const text = `${facts.join(' ')}]\n${output === '' ? '[No output.]' : output}`;
  return { content: [{ type: 'text', text }], ...(outcome.exitCode !== 0 && { isError: true }) };
}

function ending({ endedBy, exitCode, exitSignal }: CommandOutcome): string {
  if (endedBy === 'timeout') return 'The time was up; the command was ended';
  if (endedBy === 'abort') return 'The run was stopped; the command was ended';
  return exitSignal === null ? `Exit code ${String(exitCode)}` : `Ended by ${exitSignal}`;
}

function count(processes: number): string {
  return processes === 1 ? '1 process was' : `${String(processes)} processes were`;
}

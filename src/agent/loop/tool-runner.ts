import { Logger } from '@nestjs/common';
import type { RunLimits } from '../run-limits.js';
import type { Tool, ToolContext, ToolResult } from '../tools/tool.js';
import { errorResult, toToolResult } from '../tools/tool-result.js';
import type { ToolCall } from './step-reader.js';
import { readToolArguments } from './tool-arguments.js';
import { limitResult } from './tool-result-limit.js';

const logger = new Logger('Tools');
const ABORTED = 'The run has ended.';

/** What has to be known of a call to run it. */
export type CallToRun = Pick<ToolCall, 'callId' | 'toolName' | 'arguments'>;

/** Runs the tools of one run. Whatever goes wrong with a call becomes a result that says so. */
export class ToolRunner {
  private readonly running = new Set<AbortController>();
  private aborted = false;

  constructor(
    private readonly run: Omit<ToolContext, 'callId' | 'signal' | 'report'>,
    private readonly limits: RunLimits,
    private readonly report: (call: CallToRun, progress: string) => void,
  ) {}

  /** Never rejects. After {@link abort} it starts nothing, and what is running resolves at once, whatever it does. */
  async execute(call: CallToRun, tool: Tool | undefined, timeoutMs: number): Promise<ToolResult> {
    if (tool === undefined) return errorResult(`There is no tool named '${call.toolName}'.`);
    const read = await readToolArguments(call.arguments, tool.inputSchema);
    // Its client may have gone while the arguments were being read.
    if (this.aborted) return errorResult(ABORTED);
    if ('problem' in read)
      return errorResult(
        `${read.problem} Call the tool again with arguments that fit, if you still need it.`,
      );
    const result = await this.call(call, timeoutMs, async (signal) =>
      toToolResult(await tool.execute(read.input, this.contextOf(call, signal))),
    );
    return limitResult(result, this.limits.toolResultLimit);
  }

  /** Aborts every call under way. */
  abort(): void {
    this.aborted = true;
    for (const controller of this.running) controller.abort(new Error(ABORTED));
  }

  /** A tool may ignore that its time is up: nobody waits for it then. */
  private call(
    { toolName }: CallToRun,
    timeoutMs: number,
    execute: (signal: AbortSignal) => Promise<ToolResult>,
  ): Promise<ToolResult> {
    const controller = new AbortController();
    const { signal } = controller;
    this.running.add(controller);
    return new Promise<ToolResult>((resolve) => {
      const timer = setTimeout(() => {
        logger.warn(`The tool '${toolName}' did not finish within ${timeoutMs / 1000} s.`);
        resolve(errorResult(`The tool did not finish within ${timeoutMs / 1000} s and was stopped.`));
        controller.abort(new Error('The time of the tool is up.'));
      }, timeoutMs);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve(errorResult(ABORTED));
      });
      // What is thrown before the first `await` of a tool is a failure like any other.
      void Promise.resolve(signal)
        .then(execute)
        .then(resolve, (error: unknown) => {
          if (!signal.aborted) logger.warn(`The tool '${toolName}' failed: ${messageOf(error)}`);
          resolve(errorResult(`The tool failed: ${messageOf(error)}`));
        })
        .finally(() => {
          clearTimeout(timer);
          this.running.delete(controller);
        });
    });
  }

  private contextOf(call: CallToRun, signal: AbortSignal): ToolContext {
    return {
      ...this.run,
      callId: call.callId,
      signal,
      report: (progress) => {
        if (!signal.aborted) this.report(call, progress);
      },
    };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

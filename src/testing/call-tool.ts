import type { JSONObject } from '@ai-sdk/provider';
import type { INestApplicationContext } from '@nestjs/common';
import { ToolRunner } from '../agent/loop/tool-runner.js';
import { DEFAULT_RUN_LIMITS } from '../agent/run-limits.js';
import { ProviderTools } from '../agent/tools/provider-tools/provider-tools.js';
import type { Tool, ToolContext, ToolResult } from '../agent/tools/tool.js';

/**
 * Calls an `@AgentTool` of a started application as an agent would: arguments that do not fit the schema never reach
 * the method, and what it throws is a result with `isError`. `context` says what matters of who is calling and how;
 * when its signal aborts, the call resolves at once with a result that says so.
 *
 * @publicApi
 */
export async function callTool(
  app: INestApplicationContext,
  name: string,
  input: JSONObject = {},
  context: Partial<ToolContext> = {},
): Promise<ToolResult> {
  const tool = toolOf(app, name);
  const { signal, report, callId, ...run } = { ...TEST_CONTEXT, ...context };
  const runner = new ToolRunner(run, DEFAULT_RUN_LIMITS, (_, progress) => {
    report(progress);
  });
  signal.addEventListener('abort', () => {
    runner.abort();
  });
  const call = { callId, toolName: name, arguments: JSON.stringify(input) };
  return runner.execute(call, tool, DEFAULT_RUN_LIMITS.toolTimeoutMs);
}

const TEST_CONTEXT: ToolContext = {
  owner: 'test-owner',
  agentId: 'test-agent',
  runId: 'test-run',
  callId: 'test-call',
  signal: new AbortController().signal,
  report: () => undefined,
};

function toolOf(app: INestApplicationContext, name: string): Tool {
  const tools = app.get(ProviderTools, { strict: false }).tools();
  const tool = tools.find((candidate) => candidate.name === name);
  if (tool !== undefined) return tool;
  throw new Error(
    `No provider has a tool '${name}'. There are: ${tools.map((each) => each.name).join(', ')}.`,
  );
}

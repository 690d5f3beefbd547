import type { JSONObject } from '@ai-sdk/provider';
import type { INestApplicationContext } from '@nestjs/common';
import { ProviderTools } from '../agent/tools/provider-tools/provider-tools.js';
import type { Tool, ToolContext, ToolResult } from '../agent/tools/tool.js';
import { errorResult } from '../agent/tools/tool-result.js';

/**
 * Calls an `@AgentTool` of a started application as an agent would: arguments that do not fit the schema never reach
 * the method, and what it throws is a result with `isError`. `context` says what matters of who is calling and how;
 * when its signal aborts, the call rejects with the signal's reason.
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
  const misfit = await misfitOf(tool, input);
  if (misfit !== undefined) return errorResult(misfit);
  const whole: ToolContext = {
    owner: 'test-owner',
    agentId: 'test-agent',
    runId: 'test-run',
    callId: 'test-call',
    signal: new AbortController().signal,
    report: () => undefined,
    ...context,
  };
  try {
    return await tool.execute(input, whole);
  } catch (error) {
    if (whole.signal.aborted) throw error;
    return errorResult(error instanceof Error ? error.message : String(error));
  }
}

function toolOf(app: INestApplicationContext, name: string): Tool {
  const tools = app.get(ProviderTools, { strict: false }).tools();
  const tool = tools.find((candidate) => candidate.name === name);
  if (tool !== undefined) return tool;
  throw new Error(
    `No provider has a tool '${name}'. There are: ${tools.map((each) => each.name).join(', ')}.`,
  );
}

async function misfitOf({ inputSchema }: Tool, input: JSONObject): Promise<string | undefined> {
  const [{ Ajv }, formats] = await Promise.all([import('ajv'), import('ajv-formats')]);
  const ajv = new Ajv({ allErrors: true, strict: false });
  formats.default.default(ajv);
  if (ajv.validate(inputSchema as object, input)) return undefined;
  return `The arguments do not fit the schema: ${ajv.errorsText(ajv.errors, { dataVar: 'arguments' })}.`;
}

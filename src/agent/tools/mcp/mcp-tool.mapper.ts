import { errorResult } from '../tool-result.js';
import type { Tool, ToolContext, ToolResult } from '../tool.js';
import type { JSONObject } from '@ai-sdk/provider';
import { fromMcpResult } from './mcp-result.mapper.js';
import type { McpToolDefinition } from './mcp-tool-list.reader.js';
import { toToolName, unusedName } from './tool-name.js';

/**
 * Calls a tool by the name that its server knows it by. Rejects with an `Error` that tells the model what failed, or
 * with the reason of the signal once that has aborted.
 */
export type CallMcpTool = (
  toolName: string,
  input: JSONObject,
  context: ToolContext,
) => Promise<Readonly<Record<string, unknown>>>;

/** The tools of a server as the agent's, under names that are unique among them. */
export function toTools(
  definitions: readonly McpToolDefinition[],
  serverName: string,
  call: CallMcpTool,
): readonly Tool[] {
  const names = new Set<string>();
  return definitions.map((definition) => {
    const name = unusedName(toToolName(definition.name), (taken) => names.has(taken));
    names.add(name);
    return {
      name,
      description: definition.description,
      inputSchema: definition.inputSchema,
      origin: { kind: 'mcp', server: serverName },
      execute: async (input, context) => {
        try {
          return toResult(await call(definition.name, input, context), definition);
        } catch (error) {
          context.signal.throwIfAborted();
          return errorResult(error instanceof Error ? error.message : String(error));
        }
      },
    };
  });
}

function toResult(answer: Readonly<Record<string, unknown>>, { checkOutput }: McpToolDefinition): ToolResult {
  const result = fromMcpResult(answer);
  if (result.structuredContent === undefined || result.isError === true) return result;
  const problem = checkOutput?.(result.structuredContent);
  return problem === undefined
    ? result
    : errorResult(`The tool's result does not fit its own output schema: ${problem}.`);
}

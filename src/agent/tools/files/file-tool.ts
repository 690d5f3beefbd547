import type { JSONObject, JSONSchema7 } from '@ai-sdk/provider';
import { errorResult } from '../tool-result.js';
import type { Tool, ToolContext, ToolResult } from '../tool.js';
import { describeFileError } from '../workspace/workspace-error.js';

/** A tool on the files of a workspace. */
export interface FileToolDefinition {
  readonly name: string;
  readonly description: string;
  readonly properties: Readonly<Record<string, JSONSchema7>>;
  readonly required?: readonly string[];
  /** May throw a `WorkspaceError`, or whatever the file system throws. */
  run(input: JSONObject, context: ToolContext): Promise<ToolResult>;
}

/** Makes a tool whose failures are told to the model, in terms of the workspace. */
export function fileTool({ name, description, properties, required, run }: FileToolDefinition): Tool {
  return {
    name,
    description,
    inputSchema: {
      type: 'object',
      properties: { ...properties },
      ...(required !== undefined && { required: [...required] }),
      additionalProperties: false,
    },
    async execute(input, context) {
      try {
        context.signal.throwIfAborted();
        return await run(input, context);
      } catch (error) {
        if (context.signal.aborted) return errorResult(`${name} was stopped.`);
        return errorResult(describeFileError(error, typeof input['path'] === 'string' ? input['path'] : '.'));
      }
    },
  };
}

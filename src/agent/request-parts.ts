import type {
  JSONObject,
  JSONSchema7,
  LanguageModelV4FunctionTool,
  LanguageModelV4ToolCallPart,
} from '@ai-sdk/provider';
import type { ResponseFormat } from './agent-request.js';
import { PROVIDER_OPTIONS_KEY } from './language-models/openai-compatible/provider-options-key.js';

/** A function as callers describe it; what is null was left out. */
export interface FunctionDescription {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly parameters?: JSONSchema7 | null | undefined;
  readonly strict?: boolean | null | undefined;
}

/** A tool that the caller executes. */
export function functionTool({
  name,
  description,
  parameters,
  strict,
}: FunctionDescription): LanguageModelV4FunctionTool {
  return {
    type: 'function',
    name,
    inputSchema: parameters ?? { type: 'object', properties: {} },
    ...(description != null && { description }),
    ...(strict != null && { strict }),
  };
}

/** A JSON schema for an answer, as callers describe it; what is null was left out. */
export interface SchemaDescription {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly schema?: unknown;
  readonly strict?: boolean | null | undefined;
}

/** An answer that has to fit a JSON schema. */
export function schemaFormat({ name, description, schema, strict }: SchemaDescription): ResponseFormat {
  return {
    type: 'json-schema',
    name,
    schema: (schema ?? {}) as JSONObject,
    ...(description != null && { description }),
    ...(strict != null && { strict }),
  };
}

/** A call of a tool in the history, its arguments as the model wrote them: prompt caches compare bytes. */
export function toolCallPart(
  toolCallId: string,
  toolName: string,
  argumentsText: string,
): LanguageModelV4ToolCallPart {
  return {
    type: 'tool-call',
    toolCallId,
    toolName,
    input: parseArguments(argumentsText),
    providerOptions: { [PROVIDER_OPTIONS_KEY]: { arguments: argumentsText } },
  };
}

/** Models write arguments that are not JSON now and then; what they wrote stays in the history as it is. */
function parseArguments(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

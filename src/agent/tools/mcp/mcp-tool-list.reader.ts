import type { JSONSchema7 } from '@ai-sdk/provider';
import { Ajv, type ValidateFunction } from 'ajv';

/** One tool as its server lists it. */
export interface McpToolDefinition {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JSONSchema7;
  /** Says what is wrong with the structured content of a result, if anything is. */
  checkOutput?(structured: unknown): string | undefined;
}

/** The tools of a server, without those that cannot be used. */
export interface McpToolList {
  readonly tools: readonly McpToolDefinition[];
  /** A sentence for each tool that was left out. */
  readonly leftOut: readonly string[];
}

/** Validators refuse a schema of a dialect that they have never heard of. */
const KNOWN_DIALECT = /2020-12|draft-07/;

type Fields = Readonly<Record<string, unknown>>;

/** Reads what `tools/list` gave, tool by tool: one that is broken does not take the others with it. */
export function readToolList(listed: readonly unknown[]): McpToolList {
  const tools: McpToolDefinition[] = [];
  const leftOut: string[] = [];
  for (const [index, tool] of listed.entries()) {
    try {
      tools.push(readTool(tool));
    } catch (error) {
      leftOut.push(`${nameOf(tool) ?? `tool ${index + 1}`}: ${error instanceof Error ? error.message : ''}`);
    }
  }
  return { tools, leftOut };
}

function readTool(tool: unknown): McpToolDefinition {
  const name = nameOf(tool);
  if (!isFields(tool) || name === undefined) throw new Error('it has no name');
  const { annotations, execution, outputSchema } = tool;
  if (isFields(execution) && execution['taskSupport'] === 'required') {
    throw new Error('it runs as a task of the protocol only, which is not supported');
  }
  const description =
    tool['description'] ?? tool['title'] ?? (isFields(annotations) ? annotations['title'] : '');
  return {
    name,
    description: typeof description === 'string' ? description : '',
    inputSchema: readInputSchema(tool['inputSchema']),
    ...(isFields(outputSchema) && { checkOutput: outputCheck(outputSchema) }),
  };
}

function readInputSchema(schema: unknown): JSONSchema7 {
  if (!isFields(schema)) throw new Error('its inputSchema is not a schema');
  if (schema['type'] !== undefined && schema['type'] !== 'object') {
    throw new Error('its inputSchema does not describe an object');
  }
  try {
    compile(schema);
  } catch (error) {
    throw new Error(`its inputSchema is not a schema (${(error as Error).message})`, { cause: error });
  }
  const { $schema: dialect, ...rest } = schema;
  return {
    ...(typeof dialect === 'string' && KNOWN_DIALECT.test(dialect) && { $schema: dialect }),
    // OpenAI's API refuses an object that does not say which properties it has.
    properties: {},
    ...rest,
    type: 'object',
  };
}

/** Compiled with the first result. A schema that is broken itself allows everything. */
function outputCheck(schema: Fields): (structured: unknown) => string | undefined {
  let validate: ValidateFunction | undefined;
  return (structured) => {
    try {
      validate ??= compile(schema);
    } catch {
      return undefined;
    }
    if (validate(structured)) return undefined;
    const [first] = validate.errors ?? [];
    return `${first?.instancePath ?? ''} ${first?.message ?? 'does not fit'}`.trim();
  };
}

function compile(schema: Fields): ValidateFunction {
  // Without its dialect: what is in use is a common subset, and an unknown dialect is no reason to refuse a tool.
  const { $schema: _dialect, $id: _id, ...rest } = schema;
  return new Ajv({ strict: false, validateFormats: false, logger: false }).compile(rest);
}

function nameOf(tool: unknown): string | undefined {
  const name = isFields(tool) ? tool['name'] : undefined;
  return typeof name === 'string' && name !== '' ? name : undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import type { JSONObject, JSONValue, LanguageModelV4FunctionTool } from '@ai-sdk/provider';
import { jsonSchemaInstance, type ValueSource } from './json-schema/json-schema-instance.js';
import { isObject } from './json-schema/schema.js';
import { knownValues } from './known-tools.js';
import { MessageValues } from './message-values.js';
import { splitIdentifier, stemsOf } from './word-stems.js';

/** Arguments that fit the tool's schema: the values of its request, then those of the whole message, then made-up ones. */
export function toolInput(
  tool: LanguageModelV4FunctionTool,
  request: string,
  message: string,
  evidence: ReadonlySet<string>,
): JSONObject {
  const { name, inputSchema } = tool;
  const known = new Set([...evidence, ...stemsOf(splitIdentifier(name))]);
  const names = new Set(
    Object.keys(inputSchema.properties ?? {}).flatMap((property) => stemsOf(splitIdentifier(property))),
  );
  const sources = [request, ...(message.includes(request) && message !== request ? [message] : [])].map(
    (text) => new MessageValues(text, known, names),
  );
  const input = jsonSchemaInstance(inputSchema as JSONValue, {
    source: firstOf([knownValues(tool, request), ...sources]),
    omitsOptional: true,
  });
  return isObject(input) ? input : {};
}

function firstOf(sources: readonly ValueSource[]): ValueSource {
  const first = <Value>(offer: (source: ValueSource) => Value | undefined): Value | undefined => {
    for (const source of sources) {
      const value = offer(source);
      if (value !== undefined) return value;
    }
    return undefined;
  };
  return {
    suggest: (...wanted) => first((source) => source.suggest(...wanted)),
    choose: (values) => first((source) => source.choose(values)),
    fallback: (name) => first((source) => source.fallback?.(name)),
  };
}

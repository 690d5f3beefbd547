import type { FieldProblem } from '../../openai/checked-by.decorator.js';
import { isRecord } from '../../openai/is-record.js';

/** `stop` is a text or up to four of them. */
export function checkStop(value: unknown, path: string): FieldProblem | undefined {
  if (value == null || typeof value === 'string') return undefined;
  if (Array.isArray(value) && value.length <= 4 && value.every((text) => typeof text === 'string'))
    return undefined;
  return { param: path, message: `'${path}' must be a string or an array of up to 4 strings.` };
}

/** `logit_bias` maps token ids to numbers between -100 and 100. */
export function checkLogitBias(value: unknown, path: string): FieldProblem | undefined {
  if (value == null) return undefined;
  if (!isRecord(value))
    return { param: path, message: `'${path}' must be an object of token ids and numbers.` };
  for (const [token, bias] of Object.entries(value)) {
    if (typeof bias !== 'number' || bias < -100 || bias > 100) {
      return { param: `${path}.${token}`, message: `'${path}.${token}' must be a number from -100 to 100.` };
    }
  }
  return undefined;
}

/** `stream_options` is an object of booleans. */
export function checkStreamOptions(value: unknown, path: string): FieldProblem | undefined {
  if (value == null) return undefined;
  if (!isRecord(value)) return { param: path, message: `'${path}' must be an object.` };
  for (const name of ['include_usage', 'include_obfuscation']) {
    if (value[name] != null && typeof value[name] !== 'boolean') {
      return { param: `${path}.${name}`, message: `'${path}.${name}' must be a boolean.` };
    }
  }
  return undefined;
}

/** `top_logprobs` says how many of what `logprobs` asks for. */
export function checkTopLogprobs(
  value: unknown,
  path: string,
  { logprobs }: Readonly<Record<string, unknown>>,
): FieldProblem | undefined {
  if (value == null || value === 0 || logprobs === true) return undefined;
  return { param: path, message: `'${path}' needs 'logprobs' to be true.` };
}

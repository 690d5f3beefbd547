import type { JSONValue } from '@ai-sdk/provider';
import type { ToolResult } from './tool.js';

/**
 * A result that is one text.
 *
 * @publicApi
 */
export function textResult(text: string): ToolResult {
  return { content: [{ type: 'text', text }] };
}

/**
 * A result that tells the model what went wrong.
 *
 * @publicApi
 */
export function errorResult(message: string): ToolResult {
  return { content: [{ type: 'text', text: message }], isError: true };
}

/**
 * Whatever a tool's code returned, as a result: a `ToolResult` as it is, text as text, anything else as its JSON.
 * A value that JSON cannot hold becomes a failure that says so.
 */
export function toToolResult(value: unknown): ToolResult {
  if (isToolResult(value)) return value;
  if (value === undefined || value === null) return textResult('Done.');
  if (typeof value === 'string') return textResult(value);
  try {
    const text = JSON.stringify(value) as string | undefined;
    if (text === undefined) return errorResult(`The tool returned a ${typeof value}, which cannot be shown.`);
    return { ...textResult(text), structuredContent: value as JSONValue };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return errorResult(`The tool returned something that cannot be written as JSON: ${reason}`);
  }
}

function isToolResult(value: unknown): value is ToolResult {
  return (
    typeof value === 'object' &&
    value !== null &&
    Array.isArray((value as ToolResult).content) &&
    (value as ToolResult).content.every(
      (part) =>
        (part as { type?: unknown } | null)?.type === 'text' ||
        (part as { type?: unknown } | null)?.type === 'file',
    )
  );
}

import type { JSONValue } from '@ai-sdk/provider';
import { textResult, toToolResult } from '../tool-result.js';
import type { ToolResult, ToolResultPart } from '../tool.js';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The answer to `tools/call` as a result. Content of kinds that the protocol does not have yet is given as its JSON;
 * structured content is given as text too where it is all there is.
 */
export function fromMcpResult(result: Fields): ToolResult {
  const { content, structuredContent, toolResult } = result;
  // How servers of protocol version 2024-10-07 answer.
  if (toolResult !== undefined && content === undefined) return toToolResult(toolResult);
  const parts = Array.isArray(content) ? content.flatMap(toParts) : [];
  const structured = structuredContent ?? undefined;
  const isError = result['isError'] === true;
  return {
    content: parts.length > 0 ? parts : substitute(structured, isError),
    ...(structured !== undefined && { structuredContent: structured as JSONValue }),
    ...(isError && { isError }),
  };
}

function substitute(structured: unknown, isError: boolean): readonly ToolResultPart[] {
  if (structured !== undefined) return [asJson(structured)];
  return textResult(isError ? 'The tool failed and did not say why.' : 'Done.').content;
}

function toParts(block: unknown): ToolResultPart[] {
  if (!isFields(block)) return [asJson(block)];
  switch (block['type']) {
    case 'text':
      return typeof block['text'] === 'string' ? [{ type: 'text', text: block['text'] }] : [asJson(block)];
    case 'image':
      return fileParts(block, block['data'], 'image/png');
    case 'audio':
      return fileParts(block, block['data'], 'audio/wav');
    case 'resource':
      return isFields(block['resource']) ? resourceParts(block['resource']) : [asJson(block)];
    case 'resource_link':
      return [{ type: 'text', text: describeLink(block) }];
    default:
      return [asJson(block)];
  }
}

function resourceParts(resource: Fields): ToolResultPart[] {
  const uri = String(resource['uri']);
  if (typeof resource['text'] === 'string') return [{ type: 'text', text: `${uri}:\n${resource['text']}` }];
  return [
    { type: 'text', text: `${uri}:` },
    ...fileParts(resource, resource['blob'], 'application/octet-stream'),
  ];
}

function fileParts(block: Fields, data: unknown, usualType: string): ToolResultPart[] {
  if (typeof data !== 'string') return [asJson(block)];
  const mediaType = typeof block['mimeType'] === 'string' ? block['mimeType'] : usualType;
  return [{ type: 'file', mediaType, data }];
}

function describeLink(link: Fields): string {
  const described = [link['title'] ?? link['name'], link['description'], link['mimeType']].filter(
    (text) => typeof text === 'string' && text !== '',
  );
  return [`Resource ${String(link['uri'])}`, ...described].join(' – ');
}

function asJson(value: unknown): ToolResultPart {
  return { type: 'text', text: JSON.stringify(value) };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import type { JSONObject } from '@ai-sdk/provider';
import type { Tool, Toolset } from '../tool.js';
import { DEFAULT_LENGTH, fetchPage, type FetchPageInput } from './fetch-page.js';
import { type Resolver, resolveBySystem } from './guarded-lookup.js';
import { HtmlReader } from './html-reader.js';
import { PageClient } from './page-client.js';

/**
 * Options of `webToolset`.
 *
 * @publicApi
 */
export interface WebToolsetOptions {
  /**
   * Hosts, each with its port, that may be fetched wherever they are: `wiki.internal:443`, `127.0.0.1:8080`.
   * Default: none, as pages of private networks may hold what nobody outside should see.
   */
  readonly allowedPrivateHosts?: readonly string[];
  /** Longest time for one page, reading it included, in milliseconds. Default: 15,000. */
  readonly timeoutMs?: number;
  /** Most bytes of one page, after decompression. Default: 5,000,000. */
  readonly maxBytes?: number;
  /** How names become addresses. Default: as the system does it. */
  readonly resolve?: Resolver;
}

const DEFAULT_TIMEOUT_MS = 15_000;
const DEFAULT_MAX_BYTES = 5_000_000;
const MAX_LENGTH = 45_000;

/**
 * One tool, `fetch_page`: a page of the public web as readable markdown.
 *
 * @publicApi
 */
export function webToolset({
  allowedPrivateHosts = [],
  timeoutMs = DEFAULT_TIMEOUT_MS,
  maxBytes = DEFAULT_MAX_BYTES,
  resolve = resolveBySystem,
}: WebToolsetOptions = {}): Toolset {
  const client = new PageClient({ allowedPrivateHosts, maxBytes, resolve });
  const reader = new HtmlReader();
  const tool: Tool = {
    name: 'fetch_page',
    description:
      'Fetches a page of the public web and gives its main content as markdown, or a picture as it is. Long pages come in parts.',
    inputSchema: {
      type: 'object',
      properties: {
        url: { type: 'string', description: 'The whole address, beginning with https:// or http://.' },
        start_index: {
          type: 'integer',
          minimum: 0,
          default: 0,
          description: 'The character to begin with, as the part before says.',
        },
        max_length: { type: 'integer', minimum: 1, maximum: MAX_LENGTH, default: DEFAULT_LENGTH },
      },
      required: ['url'],
      additionalProperties: false,
    },
    execute: (input: JSONObject, { signal }) =>
      fetchPage(input as unknown as FetchPageInput, { client, reader, timeoutMs }, signal),
  };
  const tools = [tool];
  return { name: 'web', tools: () => tools };
}

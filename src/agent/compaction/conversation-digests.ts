import { createHash, type Hash } from 'node:crypto';
import type { LanguageModelV4Message } from '@ai-sdk/provider';
import { SourceTextPart } from '../source-text-part.js';

type Part = Exclude<LanguageModelV4Message['content'], string>[number];

/**
 * For each position in the conversation, a digest of all that stands before it: `digests[3]` is that of the first three
 * messages. `start` is the digest of nothing, which keeps apart what must not be confused.
 */
export function conversationDigests(
  conversation: readonly LanguageModelV4Message[],
  start: string,
): readonly string[] {
  const digests = [start];
  let digest = start;
  for (const message of conversation) {
    digest = digestOf(message, digest);
    digests.push(digest);
  }
  return digests;
}

function digestOf({ role, content }: LanguageModelV4Message, before: string): string {
  const hash = createHash('sha256');
  add(hash, before);
  add(hash, role);
  if (typeof content === 'string') add(hash, content);
  else for (const part of content) addPart(hash, part);
  return hash.digest('base64');
}

/** Each piece with its length, so that no two lists of pieces look the same. */
function add(hash: Hash, piece: string | Uint8Array): void {
  hash.update(`${piece.length}:`).update(piece);
}

function addPart(hash: Hash, part: Part): void {
  add(hash, part.type);
  switch (part.type) {
    case 'text':
      // Decoding a long history for its digest would cost more than the digest.
      add(hash, part instanceof SourceTextPart ? part.source : part.text);
      break;
    case 'reasoning':
      add(hash, part.text);
      break;
    case 'tool-call':
      add(hash, part.toolCallId);
      add(hash, part.toolName);
      add(hash, toJson(part.input));
      break;
    case 'tool-result':
      add(hash, part.toolCallId);
      add(hash, toJson(part.output));
      break;
    case 'file':
      add(hash, part.mediaType);
      if (part.data.type === 'data') add(hash, part.data.data);
      else add(hash, toJson(part.data));
      break;
    default:
      add(hash, toJson(part));
  }
}

function toJson(value: unknown): string {
  return JSON.stringify(value ?? null);
}

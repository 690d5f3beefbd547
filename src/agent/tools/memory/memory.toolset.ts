import type { JSONObject } from '@ai-sdk/provider';
import { errorResult, textResult } from '../tool-result.js';
import type { Tool, ToolContext, ToolResult, Toolset } from '../tool.js';
import { MAX_KEY_LENGTH, MemoryLimitError, type MemoryNote, type MemoryStore } from './memory-store.js';

const DEFAULT_FOUND = 10;
const MAX_FOUND = 50;

/**
 * Tools with which an agent keeps notes for whom it works for: each owner has notes of their own.
 *
 * @publicApi
 */
export function memoryToolset(store: MemoryStore): Toolset {
  const tools = [saveMemory(store), searchMemories(store), forgetMemory(store)];
  return { name: 'memory', tools: () => tools };
}

function saveMemory(store: MemoryStore): Tool {
  return {
    name: 'save_memory',
    description:
      'Saves a note that later conversations with this person can find: facts about them, preferences, decisions, things to come back to. Give a key to things that change: a note saved under the same key replaces the one before.',
    inputSchema: {
      type: 'object',
      properties: {
        content: { type: 'string', minLength: 1, description: 'The note, understandable on its own.' },
        key: {
          type: 'string',
          minLength: 1,
          maxLength: MAX_KEY_LENGTH,
          description: 'What the note is about, e.g. "home town".',
        },
      },
      required: ['content'],
      additionalProperties: false,
    },
    execute: (input, { owner }) => save(store, owner, input),
  };
}

async function save(store: MemoryStore, owner: string, input: JSONObject): Promise<ToolResult> {
  const { content, key } = textsOf(input);
  if (content.trim() === '')
    return errorResult('The note is empty. Say in `content` what is to be remembered.');
  try {
    const note = await store.save(owner, { content, ...(key !== '' && { key }) });
    return { ...textResult(`Saved as ${note.id}.`), structuredContent: { id: note.id } };
  } catch (error) {
    if (error instanceof MemoryLimitError) return errorResult(error.message);
    throw error;
  }
}

/** The texts of a note, without what databases cannot hold: NUL, and halves of surrogate pairs. */
function textsOf(input: JSONObject): { content: string; key: string } {
  const { content, key = '' } = input as { content: string; key?: string };
  const storable = (text: string): string => text.replaceAll('\0', '').toWellFormed();
  return { content: storable(content), key: storable(key).trim() };
}

function searchMemories(store: MemoryStore): Tool {
  return {
    name: 'search_memories',
    description:
      'Finds notes saved in earlier conversations with this person, by their words. An empty query lists the latest.',
    inputSchema: {
      type: 'object',
      properties: {
        query: { type: 'string', default: '', description: 'A few words, e.g. "favourite food".' },
        limit: { type: 'integer', minimum: 1, maximum: MAX_FOUND, default: DEFAULT_FOUND },
      },
      additionalProperties: false,
    },
    execute: (input, { owner }) => search(store, owner, input),
  };
}

async function search(store: MemoryStore, owner: string, input: JSONObject): Promise<ToolResult> {
  const { query = '', limit = DEFAULT_FOUND } = input as { query?: string; limit?: number };
  const notes = await store.search(owner, query, limit);
  const structuredContent = { notes: notes.map(describe) };
  if (notes.length > 0) return { ...textResult(notes.map(line).join('\n\n')), structuredContent };
  const nothing =
    query.trim() === ''
      ? 'There are no notes yet.'
      : 'No note has any of these words. Try others, or an empty query for the latest notes.';
  return { ...textResult(nothing), structuredContent };
}

function forgetMemory(store: MemoryStore): Tool {
  return {
    name: 'forget_memory',
    description: 'Deletes a note for good, by the id that search_memories gives.',
    inputSchema: {
      type: 'object',
      properties: { id: { type: 'string', minLength: 1 } },
      required: ['id'],
      additionalProperties: false,
    },
    execute: (input, context) => forget(store, context, input.id as string),
  };
}

async function forget(store: MemoryStore, { owner }: ToolContext, id: string): Promise<ToolResult> {
  if (await store.forget(owner, id.trim())) return textResult(`Forgot ${id.trim()}.`);
  return errorResult(
    `There is no note ${JSON.stringify(id)}. search_memories lists the notes with their ids.`,
  );
}

function describe({ id, key, content, updatedAt }: MemoryNote): JSONObject {
  return { id, ...(key !== undefined && { key }), content, saved_at: new Date(updatedAt).toISOString() };
}

function line({ id, key, content, updatedAt }: MemoryNote): string {
  const topic = key === undefined ? '' : ` ${key}:`;
  return `[${id}, ${new Date(updatedAt).toISOString().slice(0, 10)}]${topic} ${content}`;
}

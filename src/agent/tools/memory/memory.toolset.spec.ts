import { describe, expect, it } from '@jest/globals';
import type { JSONObject } from '@ai-sdk/provider';
import type { ToolContext, ToolResult } from '../tool.js';
import { InMemoryMemoryStore } from './in-memory-memory-store.js';
import { memoryToolset } from './memory.toolset.js';

function contextOf(owner: string): ToolContext {
  const { signal } = new AbortController();
  return { owner, agentId: 'agent', runId: 'run', callId: 'call', signal, report: () => undefined };
}

function agentWith(store = new InMemoryMemoryStore()) {
  const tools = new Map(
    memoryToolset(store)
      .tools()
      .map((tool) => [tool.name, tool]),
  );
  return async (name: string, input: JSONObject = {}, owner = 'ada'): Promise<ToolResult> => {
    const tool = tools.get(name);
    if (tool === undefined) throw new Error(`There is no tool ${name}.`);
    return tool.execute(input, contextOf(owner));
  };
}

function textOf({ content }: ToolResult): string {
  return content.map((part) => (part.type === 'text' ? part.text : part.mediaType)).join('\n');
}

describe('memoryToolset', () => {
  it('saves a note, finds it by its words, and forgets it by the id that both gave', async () => {
    const call = agentWith();
    const saved = await call('save_memory', { content: 'Likes green tea', key: ' drink ' });
    const { id } = saved.structuredContent as { id: string };
    expect(textOf(saved)).toBe(`Saved as ${id}.`);
    const found = await call('search_memories', { query: 'tea' });
    expect(textOf(found)).toMatch(new RegExp(`^\\[${id}, \\d{4}-\\d\\d-\\d\\d\\] drink: Likes green tea$`));
    expect(found.structuredContent).toMatchObject({
      notes: [{ id, key: 'drink', content: 'Likes green tea' }],
    });
    expect(textOf(await call('forget_memory', { id }))).toBe(`Forgot ${id}.`);
    expect(textOf(await call('search_memories'))).toBe('There are no notes yet.');
  });

  it('keeps each owner to their own notes', async () => {
    const call = agentWith();
    const { structuredContent } = await call('save_memory', { content: 'Secret of Ada' });
    const { id } = structuredContent as { id: string };
    expect(textOf(await call('search_memories', { query: 'secret' }, 'bob'))).toMatch(/^No note has/);
    expect(await call('forget_memory', { id }, 'bob')).toMatchObject({ isError: true });
    expect(textOf(await call('search_memories', { query: 'secret' }))).toMatch(/Secret of Ada/);
  });

  it('gives as many notes as are asked for, the latest without a query', async () => {
    const call = agentWith();
    for (let count = 1; count <= 12; count++) await call('save_memory', { content: `note ${count}` });
    const latest = (await call('search_memories', { query: '', limit: 2 })).structuredContent;
    expect(latest).toMatchObject({ notes: [{ content: 'note 12' }, { content: 'note 11' }] });
    const { notes } = (await call('search_memories', { query: 'note' })).structuredContent as JSONObject;
    expect(notes).toHaveLength(10);
  });

  it('tells the model which limit a note exceeds', async () => {
    const call = agentWith(new InMemoryMemoryStore({ maxNotes: 1, maxNoteLength: 5 }));
    expect(textOf(await call('save_memory', { content: 'too long' }))).toMatch(/at most 5 are kept/);
    await call('save_memory', { content: 'fits' });
    const refused = await call('save_memory', { content: 'again' });
    expect(refused.isError).toBe(true);
    expect(textOf(refused)).toMatch(/no more are kept\. Forget notes/);
  });

  it('names the id that is unknown, and says where ids come from', async () => {
    const result = await agentWith()('forget_memory', { id: 'zzz' });
    expect(textOf(result)).toBe('There is no note "zzz". search_memories lists the notes with their ids.');
    expect(result.isError).toBe(true);
  });

  it('saves nothing that is empty, and nothing that a database could not hold', async () => {
    const call = agentWith();
    expect(await call('save_memory', { content: ' \n' })).toMatchObject({ isError: true });
    await call('save_memory', { content: 'a\0b\ud800', key: '  ' });
    const { structuredContent } = await call('search_memories');
    expect(structuredContent).toMatchObject({ notes: [{ content: 'ab\ufffd' }] });
    expect(structuredContent).not.toHaveProperty('notes.0.key');
  });

  it('passes on the failure of a store', async () => {
    const store = new InMemoryMemoryStore();
    store.save = () => Promise.reject(new Error('The disk is full.'));
    await expect(agentWith(store)('save_memory', { content: 'x' })).rejects.toThrow('The disk is full.');
  });
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';

const HEADERS = {
  'content-type': 'application/json',
  'X-OpenWebUI-Chat-Id': 'chat-1',
  'X-OpenWebUI-User-Id': 'user-1',
};
const QUESTION = 'Read the file groceries.txt';
const INJECTED = Array.from({ length: 20 }, (_, index) => ({
  name: `view_knowledge_${index}`,
  description: 'Views a part of the knowledge base.',
  parameters: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
}));

interface Item {
  readonly type: string;
  readonly call_id?: string;
  readonly output?: readonly { readonly text: string }[];
  readonly arguments?: string;
}

interface Line {
  readonly type?: string;
  readonly choices?: readonly { readonly delta: { content?: string; tool_calls?: unknown[] } }[];
  readonly event?: { readonly type: string; readonly data: { description: string; done: boolean } };
  readonly item?: Item;
  readonly output_index?: number;
  readonly delta?: string;
  readonly response?: { readonly output: readonly Item[] };
}

describe('tool activity of the built server', () => {
  let folder: string;
  let server: BuiltServer;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tool-activity-'));
    const workspace = join(folder, 'workspace');
    await mkdir(workspace);
    await writeFile(join(workspace, 'groceries.txt'), 'milk and honey\n');
    server = await startBuiltServer({ AGENT_TOOLSETS: 'files', AGENT_WORKSPACE_DIR: workspace });
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** The lines of a stream, each read for itself, as Open WebUI reads them. */
  async function linesOf(path: string, body: object, headers: object = HEADERS): Promise<Line[]> {
    const reply = await fetch(`${server.baseUrl}/${path}`, {
      method: 'POST',
      headers: headers as Record<string, string>,
      body: JSON.stringify({ model: 'hermes-agent', stream: true, ...body }),
    });
    expect(reply.headers.get('content-type')).toContain('text/event-stream');
    const lines = (await reply.text()).split('\n').filter((line) => line.startsWith('data:'));
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThan(65_536);
    return lines
      .map((line) => line.slice('data:'.length).trim())
      .filter((data) => data !== '[DONE]')
      .map((data) => JSON.parse(data) as Line);
  }

  /** Puts the output together from its events in the way in which Open WebUI does. */
  function assembled(lines: readonly Line[]): Item[] {
    const output: Item[] = [];
    for (const { type, item, output_index: index = -1, delta } of lines) {
      const known = output[index];
      if (type === 'response.output_item.added' && item !== undefined) output.push(item);
      else if (type === 'response.output_item.done' && item !== undefined) output[index] = item;
      else if (type === 'response.function_call_arguments.delta' && known !== undefined)
        output[index] = { ...known, arguments: `${known.arguments ?? ''}${delta ?? ''}` };
    }
    return output;
  }

  it("is status lines in a chat of Open WebUI, whose own tools stay the front end's", async () => {
    const lines = await linesOf('chat/completions', {
      messages: [{ role: 'user', content: QUESTION }],
      tools: INJECTED.map((tool) => ({ type: 'function', function: tool })),
    });
    const statuses = lines.flatMap(({ event }) => (event === undefined ? [] : [event.data]));
    expect(statuses).toEqual([
      { description: 'Reading a file: groceries.txt', done: false },
      { description: 'Read a file: groceries.txt', done: true },
    ]);
    expect(lines.every(({ choices }) => Array.isArray(choices))).toBe(true);
    expect(lines.some(({ choices }) => choices?.[0]?.delta.tool_calls !== undefined)).toBe(false);
    const text = lines.map(({ choices }) => choices?.[0]?.delta.content ?? '').join('');
    expect(text).toContain('milk and honey');
  });

  it('is pairs of calls and outputs in its Responses mode, which it may send back', async () => {
    const question = { type: 'message', role: 'user', content: [{ type: 'input_text', text: QUESTION }] };
    const lines = await linesOf('responses', { input: [question] });
    const output = assembled(lines);
    expect(output.map(({ type }) => type)).toEqual(['function_call', 'function_call_output', 'message']);
    expect(output).toEqual(lines.at(-1)?.response?.output);
    expect(output[1]?.output?.filter(({ text }) => text.includes('milk and honey'))).toHaveLength(1);
    expect(output[1]?.call_id).toBe(output[0]?.call_id);
    const next = { ...question, content: [{ type: 'input_text', text: 'What did I ask before?' }] };
    const answer = await linesOf('responses', { input: [question, ...output, next] });
    expect(answer.at(-1)?.type).toBe('response.completed');
  });

  it('is nothing that a strict SDK could stumble over', async () => {
    const client = new OpenAI({ baseURL: server.baseUrl, apiKey: 'none-needed', maxRetries: 0 });
    const chat = await client.chat.completions
      .stream({ model: 'hermes-agent', messages: [{ role: 'user', content: QUESTION }] })
      .finalChatCompletion();
    expect(chat.choices[0]?.message.content).toContain('milk and honey');
    const response = await client.responses
      .stream({ model: 'hermes-agent', input: QUESTION })
      .finalResponse();
    expect(response.output.map(({ type }) => type)).toEqual(['mcp_call', 'message']);
  });

  it('is named events for whoever asks for them', async () => {
    const headers = { 'content-type': 'application/json', 'X-Hermes-Tool-Progress': '1' };
    const lines = await linesOf(
      'chat/completions',
      { messages: [{ role: 'user', content: QUESTION }] },
      headers,
    );
    const events = lines.filter((line) => !('choices' in line));
    expect(events).toMatchObject([
      { tool: 'read_file', label: 'Reading a file: groceries.txt', status: 'running' },
      { tool: 'read_file', status: 'completed' },
    ]);
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { retrievalPrompt } from '../support/open-webui/background-tasks.ts';
import { NATIVE_TOOLS } from '../support/open-webui/native-tools.ts';
import { OpenWebUi, type OpenWebUiOptions } from '../support/open-webui/open-webui.ts';
import type { ChatMessage } from '../support/open-webui/request-bodies.ts';
import { eventually } from '../support/eventually.js';
import {
  NEVER_ENDS,
  type ScriptedServer,
  startScriptedServer,
  USES_A_SERVER_TOOL,
} from '../support/scripted-server.js';

const KEY = 'a-key-for-open-webui';
const QUESTION: ChatMessage = { role: 'user', content: 'How is Oslo?' };
const ASKS_THE_TIME = {
  toolCalls: [{ id: 'call_1', name: 'get_current_timestamp', argumentsPieces: ['{', '}'] }],
};
const MEBIBYTE = 1024 * 1024;

let scripted: ScriptedServer;
beforeAll(async () => {
  scripted = await startScriptedServer({ API_SERVER_KEY: KEY });
}, 60_000);
afterEach(() => scripted.upstream.reset());
afterAll(() => scripted.stop());

function connect(options: Partial<OpenWebUiOptions> = {}): OpenWebUi {
  return new OpenWebUi({ baseUrl: scripted.baseUrl, key: KEY, ...options });
}

describe("Open WebUI's connection", () => {
  it('lists the agent', async () => {
    expect(await connect().models()).toEqual(['hermes-agent']);
  });

  it('lists nothing with a wrong key, and says so in the chat', async () => {
    const webUi = connect({ key: 'wrong' });
    expect(await webUi.models()).toEqual([]);
    const { error } = await webUi.chat([QUESTION]).finished();
    expect(error).toMatch(/key/i);
  });
});

describe.each([
  ['chat, with an older set-up', { apiType: 'chat' }],
  ['chat, with header templates and user headers', { apiType: 'chat', templates: true, forwardsUser: true }],
  ['responses', { apiType: 'responses', templates: true }],
] as const)('Open WebUI with %s', (_, options) => {
  it('shows an answer with reasoning, though twenty tools of its own come along', async () => {
    scripted.script({ reasoning: ['Hm.'], chunks: ['Sun', 'ny.'] });
    const message = await connect(options).chat([QUESTION]).finished();
    expect(message).toMatchObject({ content: 'Sunny.', reasoning: 'Hm.' });
    expect(message.error).toBeUndefined();
    const { tools } = scripted.upstream.requests[0]?.body as { tools: { function: { name: string } }[] };
    const names = tools.map((tool) => tool.function.name);
    expect(names).toEqual(expect.arrayContaining(NATIVE_TOOLS.map((tool) => tool.function.name)));
  });

  it('shows the usage', async () => {
    scripted.script({ text: 'Sunny.' });
    const { usage } = await connect(options).chat([QUESTION], { usage: true }).finished();
    expect(usage).toMatchObject({ total_tokens: 11 });
  });

  it('runs its own tools when the agent calls them', async () => {
    scripted.script(ASKS_THE_TIME, { text: 'Ten.' });
    const message = await connect(options).chat([QUESTION]).finished();
    expect(message).toMatchObject({ content: 'Ten.', pendingCalls: [] });
    expect(scripted.modelRead()).toMatchObject([
      QUESTION,
      { role: 'assistant', tool_calls: [{ id: 'call_1' }] },
      { role: 'tool', tool_call_id: 'call_1', content: expect.stringContaining('get_current_timestamp') },
    ]);
  });

  it('never runs the tools of the server', async () => {
    scripted.script(...USES_A_SERVER_TOOL);
    const message = await connect(options).chat([QUESTION]).finished();
    expect(message).toMatchObject({ content: 'It is late.', pendingCalls: [] });
    expect(message.error).toBeUndefined();
    expect(scripted.upstream.requests).toHaveLength(2);
    expect(JSON.stringify(message.documents)).not.toContain('"tool_calls"');
  });

  it('sends the whole conversation each time, with a system prompt', async () => {
    const system: ChatMessage = { role: 'system', content: 'Be brief.' };
    const answer: ChatMessage = { role: 'assistant', content: 'Wet.' };
    await connect(options).chat([system, QUESTION, answer, QUESTION]).finished();
    expect(scripted.modelRead()).toMatchObject([QUESTION, answer, QUESTION]);
    expect(JSON.stringify(scripted.upstream.requests[0]?.body)).toContain('Be brief.');
  });

  it('goes on after a turn in which the server used a tool', async () => {
    scripted.script(...USES_A_SERVER_TOOL, { text: 'Later.' });
    const webUi = connect(options);
    const { content, output } = await webUi.chat([QUESTION]).finished();
    const answer = { role: 'assistant' as const, content, ...(output.length > 0 && { output }) };
    const message = await webUi.chat([QUESTION, answer, QUESTION]).finished();
    expect(message.error).toBeUndefined();
    expect(message.content).toBe('Later.');
    expect(JSON.stringify(scripted.modelRead())).toContain('It is late.');
  });

  it('sends images of many megabytes', async () => {
    const url = `data:image/png;base64,${Buffer.alloc(8 * MEBIBYTE, 7).toString('base64')}`;
    const content = [
      { type: 'text', text: 'What is it?' },
      { type: 'image_url', image_url: { url } },
    ] as const;
    const { error } = await connect(options)
      .chat([{ role: 'user', content }])
      .finished();
    expect(error).toBeUndefined();
    expect(JSON.stringify(scripted.modelRead()).length).toBeGreaterThan(url.length);
  });

  it('gets an answer of the agent to a question about documents, whose prompt begins like a task', async () => {
    scripted.script({ text: 'Wet [1].' });
    const question: ChatMessage = { role: 'user', content: retrievalPrompt('How is Oslo?') };
    const { content } = await connect(options).chat([question]).finished();
    expect(content).toBe('Wet [1].');
  });

  it('stops the agent with its Stop button', async () => {
    scripted.script(NEVER_ENDS);
    const generation = connect(options).chat([QUESTION]);
    await eventually(() => {
      expect(generation.message.content).not.toBe('');
    });
    generation.stop();
    await scripted.untilModelIsStopped();
    expect((await generation.finished()).error).toBeUndefined();
  });

  it('stops the agent before its first word', async () => {
    scripted.script({ text: 'Too late.', firstTokenDelayMs: 60_000 });
    const generation = connect(options).chat([QUESTION]);
    await scripted.untilAsked();
    generation.stop();
    await scripted.untilModelIsStopped();
  });

  it.each([
    ['before it begins', { status: 500 }],
    ['in the middle', { chunks: ['a', 'b'], cutAfterTokens: 1 }],
  ])('shows that a run failed %s', async (_when, script) => {
    scripted.script(script);
    const { error, documents } = await connect(options).chat([QUESTION]).finished();
    expect(error).toMatch(/model provider/);
    for (const document of documents) if ('error' in document) expect(document).not.toHaveProperty('choices');
  });

  it('gets no line that is too long for its reader', async () => {
    scripted.script({ text: 'long '.repeat(60_000) });
    const message = await connect(options).chat([QUESTION]).finished();
    expect(message.content).toHaveLength(300_000);
    if (options.apiType === 'chat') expect(message.longestLineBytes).toBeLessThan(64 * 1024);
  });
});

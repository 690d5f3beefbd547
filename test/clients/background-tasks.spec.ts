import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../support/scripted-upstream/scripted-upstream.ts';
import { CHAT_HISTORY, NEXTCHAT_PROMPTS, OPEN_WEBUI_TASKS } from '../support/task-prompts.js';

interface UpstreamBody {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly tools?: unknown;
  readonly max_tokens?: number;
  readonly max_completion_tokens?: number;
}

describe('the built server, asked for titles', () => {
  let upstream: ScriptedUpstream;
  let server: BuiltServer | undefined;

  beforeAll(async () => {
    upstream = await startScriptedUpstream();
  });
  afterEach(async () => {
    upstream.reset();
    await server?.stop();
    server = undefined;
  });
  afterAll(() => upstream.close());

  async function clientOf(environment: Record<string, string> = {}): Promise<OpenAI> {
    server = await startBuiltServer({
      OPENAI_BASE_URL: upstream.baseUrl,
      AGENT_MODEL: 'scripted-large',
      UPSTREAM_MAX_RETRIES: '0',
      ...environment,
    });
    return new OpenAI({ baseURL: server.baseUrl, apiKey: 'none-needed', maxRetries: 0 });
  }

  function requests(): UpstreamBody[] {
    return upstream.requests.filter(({ body }) => body !== undefined).map(({ body }) => body as UpstreamBody);
  }

  const title = {
    model: 'hermes-agent',
    max_tokens: 1000,
    messages: [{ role: 'user' as const, content: OPEN_WEBUI_TASKS.title_generation }],
  };

  it('calls TASK_MODEL once, without tools and without the prompt of the agent', async () => {
    const client = await clientOf({ TASK_MODEL: 'scripted-small' });
    upstream.script({ text: '{ "title": "🍞 Bread" }' }, { text: '{ "tags": ["Food"] }' });
    const completion = await client.chat.completions.create(title);
    expect(completion.choices[0]?.message.content).toBe('{ "title": "🍞 Bread" }');
    expect(completion.usage?.prompt_tokens).toBe(10);
    const response = await client.responses.create({ input: OPEN_WEBUI_TASKS.tags_generation });
    expect(response.output_text).toBe('{ "tags": ["Food"] }');
    const [first, second, ...more] = requests();
    expect(first).toMatchObject({ model: 'scripted-small', messages: title.messages });
    expect(first?.max_tokens ?? first?.max_completion_tokens).toBe(1000);
    expect(first).not.toHaveProperty('tools');
    expect(second).toMatchObject({ model: 'scripted-small', messages: [{ role: 'user' }] });
    expect(second).not.toHaveProperty('tools');
    expect(more).toHaveLength(0);
  });

  it('gives a title by itself where TASK_MODEL fails', async () => {
    const client = await clientOf({ TASK_MODEL: 'scripted-small' });
    upstream.script({ status: 500 });
    const { choices } = await client.chat.completions.create(title);
    expect(choices[0]?.message.content).toBe('{"title":"How do I make sourdough bread…"}');
    expect(server?.output()).toContain('a background task is answered without a model');
  });

  it('calls no model for a title without TASK_MODEL, however long the chat is', async () => {
    const client = await clientOf();
    const long = OPEN_WEBUI_TASKS.title_generation.replace(
      'You need flour',
      'You need "flour"\n'.repeat(20_000),
    );
    const { choices } = await client.chat.completions.create({
      model: 'hermes-agent',
      messages: [{ role: 'user', content: long }],
    });
    expect(choices[0]?.message.content).toBe('{"title":"How do I make sourdough bread…"}');
    expect(requests()).toHaveLength(0);
  });

  it("has the agent's model alone write what NextChat keeps of a chat", async () => {
    const client = await clientOf();
    upstream.script({ text: 'They spoke of bread.' });
    const stream = await client.chat.completions.create({
      model: 'hermes-agent',
      stream: true,
      messages: [
        { role: 'user', content: 'How do I make bread?' },
        { role: 'assistant', content: 'With flour.' },
        { role: 'system', content: NEXTCHAT_PROMPTS.summary },
      ],
    });
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toBe('They spoke of bread.');
    const [asked, ...more] = requests();
    expect(asked).toMatchObject({ model: 'scripted-large' });
    expect(asked?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(asked).not.toHaveProperty('tools');
    expect(more).toHaveLength(0);
  });

  it('runs the agent for a title with BACKGROUND_TASKS=false', async () => {
    const client = await clientOf({ BACKGROUND_TASKS: 'false' });
    await client.chat.completions.create(title);
    expect(requests()).toMatchObject([
      { tools: expect.anything(), messages: [{ role: 'system' }, { role: 'user' }] },
    ]);
  });

  it('keeps what a front end shows of earlier work from the model, in short histories and in long ones', async () => {
    const client = await clientOf();
    const block =
      '<details type="reasoning" done="true" duration="3">\n<summary>Thought</summary>\n> Hm.\n</details>\n';
    for (const filling of ['', 'Flour, “water”, salt. '.repeat(10_000)]) {
      upstream.reset();
      await client.chat.completions.create({
        model: 'hermes-agent',
        messages: [
          { role: 'user', content: `What is this? ${block}` },
          { role: 'assistant', content: `${block}${filling}That is a block.` },
          { role: 'user', content: 'Go on.' },
          { role: 'assistant', content: block },
          { role: 'user', content: CHAT_HISTORY },
        ],
      });
      expect(requests()[0]?.messages.slice(1)).toEqual([
        { role: 'user', content: `What is this? ${block}` },
        { role: 'assistant', content: `${filling}That is a block.` },
        { role: 'user', content: 'Go on.' },
        { role: 'user', content: CHAT_HISTORY },
      ]);
    }
  });
});

import { afterEach, describe, expect, it } from '@jest/globals';
import { ScriptedAgentService } from '../../src/testing/index.js';
import {
  LIBRECHAT_SCHEMA,
  LIBRECHAT_TITLES,
  NEXTCHAT_PROMPTS,
  OPEN_WEBUI_TASKS,
  RETRIEVAL_PROMPT,
} from '../support/task-prompts.js';
import { chunkOf, completionOf, dataOf, textOf } from './support/answers.js';
import { type HostApp, type HostOptions, startHost } from './support/host-app.js';
import { eventsOf, responseOf } from './support/response-events.js';

const TITLE = 'How do I make sourdough bread';
const CHAT = [
  { role: 'user', content: 'How do I make sourdough bread?' },
  { role: 'assistant', content: 'You need flour.' },
];

const ANSWERS: readonly (readonly [task: keyof typeof OPEN_WEBUI_TASKS, answer: string])[] = [
  ['title_generation', `{"title":"${TITLE}…"}`],
  ['tags_generation', '{"tags":[]}'],
  ['follow_up_generation', '{"follow_ups":[]}'],
  ['query_generation', '{"queries":["and how long does it take"]}'],
  ['image_prompt_generation', '{"prompt":"and how long does it take"}'],
  ['autocomplete_generation', '{"text":""}'],
  ['emoji_generation', '🙂'],
  ['moa_response_generation', 'The red one.'],
];

describe('background tasks of front ends', () => {
  let host: HostApp | undefined;
  let agent: ScriptedAgentService;

  afterEach(async () => {
    await host?.close();
    host = undefined;
  });

  async function start(options: HostOptions = {}): Promise<HostApp> {
    agent = new ScriptedAgentService();
    host = await startHost(agent, options);
    return host;
  }

  function only(content: string) {
    return { model: 'scripted-agent', messages: [{ role: 'user', content }] };
  }

  describe('in chat completions', () => {
    it.each(ANSWERS)('answers %s of Open WebUI without a run of the agent', async (task, answer) => {
      const { ask } = await start();
      const completion = await completionOf(await ask({ ...only(OPEN_WEBUI_TASKS[task]), stream: false }));
      expect(completion).toMatchObject({
        object: 'chat.completion',
        model: 'scripted-agent',
        choices: [{ index: 0, message: { role: 'assistant', content: answer }, finish_reason: 'stop' }],
        usage: { total_tokens: 0 },
      });
      expect(completion.choices).toHaveLength(1);
      expect(agent.runs).toHaveLength(0);
    });

    it.each(ANSWERS)('knows %s by its header, however it is worded', async (task, answer) => {
      const { ask } = await start();
      const headers = { 'x-openwebui-task': task };
      const [, history = ''] = OPEN_WEBUI_TASKS[task].split('\n', 2);
      const worded = OPEN_WEBUI_TASKS[task].replace(history, 'Do as our company wants it.');
      const { choices } = await completionOf(await ask(only(worded), { headers }));
      expect(choices.map(({ message }) => message.content)).toEqual([answer]);
      expect(agent.runs).toHaveLength(0);
    });

    it('gives one choice, which is not stored, whatever the request says', async () => {
      const { ask, url } = await start();
      const body = { ...only(OPEN_WEBUI_TASKS.title_generation), n: 3, store: true };
      const { id, choices } = await completionOf(await ask(body));
      expect(choices).toHaveLength(1);
      expect((await fetch(`${url}/v1/chat/completions/${id}`)).status).toBe(404);
    });

    it('streams the answer where that is asked for', async () => {
      const { ask } = await start();
      const headers = { 'x-openwebui-task': 'title_generation' };
      const body = { ...only(OPEN_WEBUI_TASKS.title_generation), stream: true };
      const data = await dataOf(await ask(body, { headers }));
      expect(textOf(data)).toBe(`{"title":"${TITLE}…"}`);
      expect(chunkOf(data.at(-2) ?? '').choices[0]?.finish_reason).toBe('stop');
      expect(data.at(-1)).toBe('[DONE]');
      expect(agent.runs).toHaveLength(0);
    });

    it('refuses a task that it does not know and has no model for', async () => {
      const { ask } = await start();
      const response = await ask(only('Compact this.'), {
        headers: { 'x-openwebui-task': 'context_compaction' },
      });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { code: 'background_task_unsupported' } });
      expect(agent.runs).toHaveLength(0);
    });

    it.each(['completion', 'sameLanguage', 'structured'] as const)(
      "answers LibreChat's %s title in plain text, under the model that it names",
      async (wording) => {
        const { ask } = await start();
        const body = { ...only(LIBRECHAT_TITLES[wording]), model: 'gpt-3.5-turbo' };
        const { model, choices } = await completionOf(await ask(body));
        expect(model).toBe('gpt-3.5-turbo');
        expect(choices[0]?.message.content).toBe(TITLE);
        expect(agent.runs).toHaveLength(0);
      },
    );

    it("answers LibreChat's structured title in its schema", async () => {
      const { ask } = await start();
      const json_schema = { name: 'extract', schema: LIBRECHAT_SCHEMA };
      const body = {
        ...only(LIBRECHAT_TITLES.structured),
        response_format: { type: 'json_schema', json_schema },
      };
      const { choices } = await completionOf(await ask(body));
      expect(JSON.parse(choices[0]?.message.content ?? '')).toEqual({ language: 'English', title: TITLE });
      expect(agent.runs).toHaveLength(0);
    });

    it("answers LibreChat's title that is asked for as a call with a call", async () => {
      const { ask } = await start();
      const tool = { type: 'function', function: { name: 'extract', parameters: LIBRECHAT_SCHEMA } };
      const tool_choice = { type: 'function', function: { name: 'extract' } };
      const body = { ...only(LIBRECHAT_TITLES.structured), tools: [tool], tool_choice };
      const { choices } = await completionOf(await ask(body));
      expect(choices).toMatchObject([{ finish_reason: 'tool_calls', message: { content: null } }]);
      const [call] = choices[0]?.message.tool_calls ?? [];
      expect(call).toMatchObject({ type: 'function', function: { name: 'extract' } });
      expect(JSON.parse(call?.function.arguments ?? '')).toEqual({ language: 'English', title: TITLE });
      expect(agent.runs).toHaveLength(0);
    });

    it.each([
      ['title', false, TITLE],
      ['title', true, TITLE],
      ['chineseTitle', false, TITLE],
    ] as const)("answers NextChat's %s at the end of a chat, streamed: %s", async (name, stream, title) => {
      const { ask } = await start();
      const messages = [...CHAT, { role: 'user', content: NEXTCHAT_PROMPTS[name] }];
      const response = await ask({ messages, stream });
      const text = stream
        ? textOf(await dataOf(response))
        : (await completionOf(response)).choices[0]?.message.content;
      expect(text).toBe(title);
      expect(agent.runs).toHaveLength(0);
    });

    it.each(['system', 'user'])("answers NextChat's summary, which comes as a %s message", async (role) => {
      const { ask } = await start();
      const messages = [...CHAT, { role, content: NEXTCHAT_PROMPTS.summary }];
      const text = textOf(await dataOf(await ask({ messages, stream: true })));
      expect(text).toContain('User: How do I make sourdough bread?\nAssistant: You need flour.');
      expect(agent.runs).toHaveLength(0);
    });

    it.each([
      ['the retrieval prompt', only(RETRIEVAL_PROMPT)],
      [
        'a streamed question that is worded like a task',
        { ...only(OPEN_WEBUI_TASKS.tags_generation), stream: true },
      ],
      [
        'a task behind a conversation',
        { messages: [...CHAT, ...only(OPEN_WEBUI_TASKS.title_generation).messages] },
      ],
      [
        'a task with tools',
        {
          ...only(OPEN_WEBUI_TASKS.title_generation),
          tools: [{ type: 'function', function: { name: 'f' } }],
        },
      ],
      ['a question about titles', only('Please generate a four to five word title for my novel.')],
      ['a question that quotes a task', only(`What does this do?\n${OPEN_WEBUI_TASKS.title_generation}`)],
    ])('leaves %s to the agent', async (_, body) => {
      const { ask } = await start();
      await (await ask(body)).text();
      expect(agent.runs).toHaveLength(1);
    });

    it.each(['', '{{TASK}}'])('does not take a header "%s" for a task', async (task) => {
      const { ask } = await start();
      await (await ask(only('Hi'), { headers: { 'x-openwebui-task': task } })).text();
      expect(agent.runs).toHaveLength(1);
    });

    it('leaves everything to the agent where the host wants that', async () => {
      const { ask, respond } = await start({ backgroundTasks: false });
      const headers = { 'x-openwebui-task': 'title_generation' };
      await (await ask(only(OPEN_WEBUI_TASKS.title_generation), { headers })).text();
      await (await respond({ input: OPEN_WEBUI_TASKS.title_generation }, { headers })).text();
      expect(agent.runs).toHaveLength(2);
    });
  });

  describe('in responses', () => {
    it.each(ANSWERS)('answers %s of Open WebUI without a run of the agent', async (task, answer) => {
      const { respond, url } = await start();
      const content = [{ type: 'input_text', text: OPEN_WEBUI_TASKS[task] }];
      const response = await responseOf(
        await respond({ input: [{ type: 'message', role: 'user', content }] }),
      );
      expect(response).toMatchObject({
        status: 'completed',
        store: false,
        model: 'scripted-agent',
        output: [{ type: 'message', content: [{ type: 'output_text', text: answer, annotations: [] }] }],
        usage: { total_tokens: 0 },
      });
      expect((await fetch(`${url}/v1/responses/${response.id}`)).status).toBe(404);
      expect(agent.runs).toHaveLength(0);
    });

    it('streams the answer where that is asked for', async () => {
      const { respond } = await start();
      const headers = { 'x-openwebui-task': 'tags_generation' };
      const events = await eventsOf(
        await respond({ input: OPEN_WEBUI_TASKS.tags_generation, stream: true }, { headers }),
      );
      expect(events.map(({ type }) => type)).toContain('response.output_text.delta');
      expect(events.at(-1)).toMatchObject({ type: 'response.completed', response: { store: false } });
      expect(agent.runs).toHaveLength(0);
    });

    it('leaves the retrieval prompt to the agent', async () => {
      const { respond } = await start();
      await (await respond({ input: RETRIEVAL_PROMPT })).text();
      expect(agent.runs).toHaveLength(1);
    });
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { BACKGROUND_TASKS } from '../support/open-webui/background-tasks.ts';
import { OpenWebUi, type OpenWebUiOptions } from '../support/open-webui/open-webui.ts';
import type { ChatMessage } from '../support/open-webui/request-bodies.ts';
import { type ScriptedServer, startScriptedServer } from '../support/scripted-server.js';

const HISTORY: readonly ChatMessage[] = [
  { role: 'user', content: 'How is the weather in Oslo?' },
  { role: 'assistant', content: 'It rains.' },
];
/** What becomes of a task where no model answers it; of a text, only that it is one. */
const WITHOUT_A_MODEL = {
  title_generation: expect.stringMatching(/weather/),
  tags_generation: [],
  follow_up_generation: [],
  query_generation: expect.any(Array),
  image_prompt_generation: expect.any(String),
  autocomplete_generation: expect.any(String),
  emoji_generation: expect.stringMatching(/^\p{Emoji_Presentation}$/u),
};
const CONNECTIONS = [
  ['chat, with the task in a header', { apiType: 'chat', templates: true }],
  ['chat, with nothing but the prompt', { apiType: 'chat' }],
  ['responses, with the task in a header', { apiType: 'responses', templates: true }],
  ['responses, with nothing but the prompt', { apiType: 'responses' }],
] as const;

describe.each(CONNECTIONS)('Open WebUI with %s', (_, options: Partial<OpenWebUiOptions>) => {
  let scripted: ScriptedServer;

  beforeAll(async () => {
    scripted = await startScriptedServer();
  }, 60_000);
  afterEach(() => scripted.upstream.reset());
  afterAll(() => scripted.stop());

  it.each(BACKGROUND_TASKS)('gets an answer that it can read to %s, and no agent runs', async (task) => {
    const webUi = new OpenWebUi({ baseUrl: scripted.baseUrl, ...options });
    expect(await webUi.runTask(task, HISTORY)).toEqual(WITHOUT_A_MODEL[task]);
    expect(scripted.upstream.requests).toEqual([]);
  });
});

describe.each(CONNECTIONS)(
  'Open WebUI with %s and a model for tasks',
  (_, options: Partial<OpenWebUiOptions>) => {
    let scripted: ScriptedServer;

    beforeAll(async () => {
      scripted = await startScriptedServer({ TASK_MODEL: 'scripted-small' });
    }, 60_000);
    afterEach(() => scripted.upstream.reset());
    afterAll(() => scripted.stop());

    it('gets a title from one call of that model, without tools', async () => {
      scripted.script({ text: 'Sure: {"title":"Wet Oslo"}' });
      const webUi = new OpenWebUi({ baseUrl: scripted.baseUrl, ...options });
      expect(await webUi.runTask('title_generation', HISTORY)).toBe('Wet Oslo');
      expect(scripted.upstream.requests).toHaveLength(1);
      const [{ body } = { body: undefined }] = scripted.upstream.requests;
      expect(body).toMatchObject({ model: 'scripted-small' });
      expect(body).not.toHaveProperty('tools');
    });

    it('gets chats answered by the agent all the same', async () => {
      scripted.script({ text: 'It rains.' });
      const webUi = new OpenWebUi({ baseUrl: scripted.baseUrl, ...options });
      const { content } = await webUi.chat(HISTORY.slice(0, 1)).finished();
      expect(content).toBe('It rains.');
      expect(scripted.upstream.requests[0]?.body).toMatchObject({ model: 'scripted' });
    });
  },
);

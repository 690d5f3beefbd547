import { afterEach, describe, expect, it } from '@jest/globals';
import { answering, type AgentScript, ScriptedAgentService } from '../../src/testing/index.js';
import { chunkOf, completionOf, dataOf, errorOf, textOf } from './support/answers.js';
import { type HostApp, startHost } from './support/host-app.js';

describe('POST /v1/chat/completions', () => {
  let host: HostApp | undefined;
  let agent: ScriptedAgentService;

  afterEach(async () => {
    await host?.close();
    host = undefined;
  });

  async function start(script: AgentScript = {}): Promise<HostApp> {
    agent = new ScriptedAgentService(script);
    host = await startHost(agent);
    return host;
  }

  describe('without streaming', () => {
    it('answers with the whole completion', async () => {
      const usage = { inputTokens: 3, cachedInputTokens: 0, outputTokens: 2, reasoningTokens: 0 };
      const { ask } = await start({ runs: [answering(['Hel', 'lo!'], { usage })] });
      const response = await ask({ model: 'scripted-agent' });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(await completionOf(response)).toMatchObject({
        object: 'chat.completion',
        model: 'scripted-agent',
        choices: [{ index: 0, message: { role: 'assistant', content: 'Hello!' }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
      });
    });

    it('tells the agent that nobody reads along', async () => {
      const { ask } = await start();
      await (await ask({ stream: false })).text();
      expect(agent.runs).toMatchObject([{ context: { incremental: false, flow: undefined } }]);
    });

    it('runs the agent once for each choice', async () => {
      const { ask } = await start({ runs: [answering('one'), answering('two'), answering('three')] });
      const { choices } = await completionOf(await ask({ n: 3, seed: 7 }));
      expect(choices.map(({ index, message }) => `${index} ${message.content}`)).toEqual([
        '0 one',
        '1 two',
        '2 three',
      ]);
      expect(agent.runs.map(({ request }) => request.settings.seed)).toEqual([7, 8, 9]);
    });
  });

  describe('with streaming', () => {
    it('answers with an event stream that ends with [DONE]', async () => {
      const { ask } = await start({ runs: [answering(['Hel', 'lo!'])] });
      const response = await ask({ stream: true });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
      expect(response.headers.get('content-length')).toBeNull();
      const data = await dataOf(response);
      expect(data.at(-1)).toBe('[DONE]');
      expect(textOf(data)).toBe('Hello!');
      expect(data.slice(0, -1).map((line) => chunkOf(line).choices[0]?.finish_reason)).toEqual([
        null,
        null,
        null,
        'stop',
      ]);
    });

    it('tells the agent that somebody reads along', async () => {
      const { ask } = await start();
      await (await ask({ stream: true })).text();
      expect(agent.runs[0]?.context.incremental).toBe(true);
      expect(agent.runs[0]?.context.flow?.paused).toBe(false);
    });

    it('gives the usage where it is asked for', async () => {
      const usage = { inputTokens: 3, cachedInputTokens: 0, outputTokens: 2, reasoningTokens: 0 };
      const { ask } = await start({ runs: [answering('Hi', { usage })] });
      const data = await dataOf(await ask({ stream: true, stream_options: { include_usage: true } }));
      expect(chunkOf(data.at(-2) ?? '')).toMatchObject({ choices: [], usage: { total_tokens: 5 } });
      expect(await (await ask({ stream: true })).text()).not.toContain('usage');
    });

    it('pads the chunks where that is asked for', async () => {
      const { ask } = await start();
      const asked = await ask({ stream: true, stream_options: { include_obfuscation: true } });
      expect(await asked.text()).toContain('"obfuscation":');
      expect(await (await ask({ stream: true })).text()).not.toContain('obfuscation');
    });

    it('sends comments while the agent is silent', async () => {
      agent = new ScriptedAgentService({ runs: [[{ type: 'pause', ms: 200 }, ...answering('At last.')]] });
      host = await startHost(agent, { heartbeatMs: 20 });
      const text = await (await host.ask({ stream: true })).text();
      expect(text.split('\n\n').filter((frame) => frame === ': keepalive').length).toBeGreaterThan(1);
    });

    it('sends the first chunk while the agent has said nothing yet', async () => {
      const { ask } = await start({ runs: [[{ type: 'pause', ms: 60_000 }]] });
      const controller = new AbortController();
      const response = await ask({ stream: true }, { signal: controller.signal });
      let text = '';
      for await (const piece of response.body ?? []) {
        text += Buffer.from(piece).toString();
        if (text.includes('\n\n')) break;
      }
      expect(text).toContain('"role":"assistant"');
      controller.abort();
    });
  });

  it('hands the whole request to the agent', async () => {
    const { ask } = await start();
    await ask({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
      ],
      temperature: 0.5,
      max_tokens: 5,
      top_k: 40,
      user: 'ada',
      tools: [{ type: 'function', function: { name: 'clock' } }],
      tool_choice: 'required',
      response_format: { type: 'json_object' },
    });
    expect(agent.runs[0]?.request).toMatchObject({
      agentId: 'scripted-agent',
      instructions: ['Be brief.'],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
      settings: { temperature: 0.5, maxOutputTokens: 5 },
      modelOptions: { top_k: 40, user: 'ada' },
      tools: [{ name: 'clock' }],
      toolChoice: { type: 'required' },
      responseFormat: { type: 'json' },
    });
  });

  it('asks the agent that is named, or else the first', async () => {
    const agents = ['first', 'team/second'].map((id) => ({ id, createdAt: 0 }));
    const { ask } = await start({ agents });
    for (const model of ['team/second', null, undefined]) {
      expect((await completionOf(await ask({ model }))).model).toBe(model ?? 'first');
    }
    expect(agent.runs.map(({ request }) => request.agentId)).toEqual(['team/second', 'first', 'first']);
  });

  it.each([false, true])(
    'says which agents there are when the named one is not (stream: %p)',
    async (stream) => {
      const { ask } = await start();
      const response = await ask({ model: 'gpt-9', stream });
      expect(response.status).toBe(404);
      expect(response.headers.get('content-type')).toContain('application/json');
      expect(await errorOf(response)).toEqual({
        message: "The model 'gpt-9' does not exist. Available: 'scripted-agent'.",
        type: 'invalid_request_error',
        code: 'model_not_found',
        param: 'model',
      });
      expect(agent.runs).toHaveLength(0);
    },
  );

  it('takes megabytes of history', async () => {
    const { ask } = await start();
    const messages = Array.from({ length: 2_000 }, () => ({ role: 'user', content: 'x'.repeat(2_000) }));
    expect((await ask({ messages })).status).toBe(200);
    expect(agent.runs[0]?.request.messages).toHaveLength(2_000);
  });
});

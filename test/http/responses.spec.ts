import { afterEach, describe, expect, it } from '@jest/globals';
import { InMemoryResponseStore } from '../../src/index.js';
import type { AgentEvent } from '../../src/agent/agent-event.js';
import { answering, type AgentScript, ScriptedAgentService } from '../../src/testing/index.js';
import { errorOf } from './support/answers.js';
import { type HostApp, type HostOptions, startHost } from './support/host-app.js';
import { eventsOf, type ResponseEvent, responseOf } from './support/response-events.js';

const LOOK_UP: AgentEvent[] = [
  { type: 'text-delta', text: 'Let me see.' },
  { type: 'tool-call-start', callId: 'c1', toolName: 'look_up', executor: 'agent' },
  { type: 'tool-call-delta', callId: 'c1', argumentsDelta: '{"q":' },
  { type: 'tool-call-delta', callId: 'c1', argumentsDelta: '"x"}' },
  { type: 'tool-call-end', callId: 'c1', toolName: 'look_up', arguments: '{"q":"x"}', executor: 'agent' },
];

function toolRun(result: { text: string; isError?: boolean }): AgentEvent[] {
  const { text, isError } = result;
  return [
    ...LOOK_UP,
    {
      type: 'tool-result',
      callId: 'c1',
      toolName: 'look_up',
      result: { content: [{ type: 'text', text }], ...(isError !== undefined && { isError }) },
      durationMs: 3,
    },
    {
      type: 'step-end',
      step: 0,
      finishReason: 'tool-calls',
      usage: { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 },
    },
    ...answering('It is 42.'),
  ] as AgentEvent[];
}

describe('/v1/responses', () => {
  let host: HostApp | undefined;
  let agent: ScriptedAgentService;

  afterEach(async () => {
    await host?.close();
    host = undefined;
  });

  async function start(script: AgentScript = {}, options: HostOptions = {}): Promise<HostApp> {
    agent = new ScriptedAgentService(script);
    host = await startHost(agent, options);
    return host;
  }

  function at(path: string, init?: RequestInit): Promise<Response> {
    return fetch(`${host?.url ?? ''}/v1/${path}`, init);
  }

  function types(events: readonly ResponseEvent[]): string[] {
    return events.map(({ type }) => type.replace('response.', ''));
  }

  describe("with the agent's own tools", () => {
    it('tells of a call as an mcp_call, between the messages of its steps', async () => {
      const { respond } = await start({ runs: [toolRun({ text: '42' })] });
      const events = await eventsOf(await respond({ stream: true }));
      expect(types(events)).toEqual([
        'created',
        'in_progress',
        'output_item.added',
        'content_part.added',
        'output_text.delta',
        'output_text.done',
        'content_part.done',
        'output_item.done',
        'output_item.added',
        'mcp_call.in_progress',
        'mcp_call_arguments.delta',
        'mcp_call_arguments.delta',
        'mcp_call_arguments.done',
        'mcp_call.completed',
        'output_item.done',
        'output_item.added',
        'content_part.added',
        'output_text.delta',
        'output_text.done',
        'content_part.done',
        'output_item.done',
        'completed',
      ]);
      expect(events.at(-1)?.response?.output).toMatchObject([
        { type: 'message', status: 'completed' },
        { type: 'mcp_call', name: 'look_up', arguments: '{"q":"x"}', output: '42', error: null },
        { type: 'message', content: [{ text: 'It is 42.' }] },
      ]);
    });

    it('gives the model the calls and results of earlier turns again', async () => {
      const { respond } = await start({ runs: [toolRun({ text: '42' }), answering('Still 42.')] });
      const { id } = await responseOf(await respond());
      await respond({ previous_response_id: id, input: 'Sure?' });
      expect(agent.runs[1]?.request.messages).toMatchObject([
        { role: 'user' },
        { role: 'assistant', content: [{ text: 'Let me see.' }, { type: 'tool-call', toolName: 'look_up' }] },
        { role: 'tool', content: [{ type: 'tool-result', output: { type: 'text', value: '42' } }] },
        { role: 'assistant', content: [{ text: 'It is 42.' }] },
        { role: 'user', content: [{ text: 'Sure?' }] },
      ]);
      expect(agent.runs[1]?.request.hasOwnSteps).toBe(true);
    });

    it('tells of a tool that fails', async () => {
      const { respond } = await start({ runs: [toolRun({ text: 'disk on fire', isError: true })] });
      const events = await eventsOf(await respond({ stream: true }));
      expect(types(events)).toContain('mcp_call.failed');
      expect(events.at(-1)?.response?.output[1]).toMatchObject({
        status: 'failed',
        output: null,
        error: { type: 'mcp_tool_execution_error', content: [{ text: 'disk on fire' }] },
      });
    });

    it.each([
      ['tool-calls', 'max_tool_calls'],
      ['steps', 'max_steps'],
      ['time', 'max_run_time'],
    ] as const)('is incomplete where the limit of %s ended the run', async (limit, reason) => {
      const { respond } = await start({ runs: [answering('So far.', { finishReason: 'length', limit })] });
      expect(await responseOf(await respond({ max_tool_calls: 1 }))).toMatchObject({
        status: 'incomplete',
        incomplete_details: { reason },
        max_tool_calls: 1,
      });
      expect(agent.runs[0]?.request.maxToolCalls).toBe(1);
    });
  });

  describe('when something goes wrong', () => {
    it.each([
      [{ input: 7 }, 'input', 'invalid_value'],
      [
        { input: [{ role: 'user', content: [{ type: 'input_text', text: 7 }] }] },
        'input[0].content[0].text',
        'invalid_value',
      ],
      [{ input: [{ type: 'compaction' }] }, 'input[0].encrypted_content', 'invalid_value'],
      [{ input: [{ role: 'robot', content: 'x' }] }, 'input[0].role', 'invalid_value'],
      [{ input: [{ type: 'item_reference', id: 'msg_nowhere' }] }, 'input[0].id', 'item_not_found'],
      [
        { input: [{ type: 'function_call_output', call_id: 'c9', output: 'x' }] },
        'input[0].call_id',
        'unknown_call_id',
      ],
      [{ input: [] }, 'input', 'missing_required_parameter'],
      [{ temperature: 'hot' }, 'temperature', 'invalid_value'],
      [{ max_output_tokens: 0 }, 'max_output_tokens', 'invalid_value'],
      [{ instructions: 7 }, 'instructions', 'invalid_value'],
      [{ truncation: 'some' }, 'truncation', 'invalid_value'],
      [{ metadata: { a: 1 } }, 'metadata.a', 'invalid_value'],
      [{ text: { format: { type: 'xml' } } }, 'text.format.type', 'invalid_value'],
      [{ reasoning: { effort: 'huge' } }, 'reasoning.effort', 'invalid_value'],
      [{ include: 'x' }, 'include', 'invalid_value'],
      [{ tool_choice: { type: 'web_search' } }, 'tool_choice', 'invalid_value'],
      [{ background: true, store: false }, 'background', 'unsupported_value'],
      [{ background: 'yes' }, 'background', 'invalid_value'],
      [{ prompt: { id: 'p' } }, 'prompt', 'unsupported_parameter'],
      [{ tools: [{ type: 'web_search' }] }, 'tools[0].type', 'unsupported_value'],
      [{ tools: [{ type: 'function', name: 'no spaces' }] }, 'tools[0].name', 'invalid_value'],
      [{ previous_response_id: 'resp_nowhere' }, 'previous_response_id', 'previous_response_not_found'],
      [
        { previous_response_id: 'resp_x', conversation: 'y' },
        'conversation',
        'mutually_exclusive_parameters',
      ],
      [{ conversation: 7 }, 'conversation', 'invalid_value'],
    ])('answers %j with a 400 at %s, and asks no model', async (body, param, code) => {
      const { respond } = await start();
      for (const stream of [false, true]) {
        const reply = await respond({ ...body, stream });
        expect(reply.status).toBe(400);
        expect(await errorOf(reply)).toMatchObject({ param, code, type: 'invalid_request_error' });
      }
      expect(agent.runs).toEqual([]);
    });

    it('names a built-in tool that it does not have', async () => {
      const { respond } = await start();
      const { message } = await errorOf(await respond({ tools: [{ type: 'code_interpreter' }] }));
      expect(message).toContain("'code_interpreter'");
    });

    it('takes what sloppy clients send', async () => {
      const { respond } = await start();
      const replayed = [
        { role: 'user', content: 'Hi' },
        { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'opaque', local: true },
        {
          type: 'message',
          role: 'assistant',
          phase: 'commentary',
          content: [{ type: 'output_text', text: 'Hm.' }],
          done: true,
        },
        { type: 'web_search_call', id: 'ws_1', status: 'completed' },
        { type: 'function_call', call_id: 'f1', name: 'theirs', arguments: '{}' },
        { type: 'function_call_output', call_id: 'f1', output: [{ type: 'input_text', text: 'Done.' }] },
        { role: 'user', content: [{ type: 'input_text', text: 'And?' }] },
      ];
      const reply = await respond({
        input: replayed,
        tools: [],
        include: [],
        text: {},
        metadata: null,
        novel_setting: 1,
      });
      expect(reply.status).toBe(200);
      const request = agent.runs[0]?.request;
      expect(request?.messages).toMatchObject([
        { role: 'user' },
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'Hm.' },
            { type: 'tool-call', toolName: 'theirs' },
          ],
        },
        { role: 'tool', content: [{ output: { type: 'content', value: [{ text: 'Done.' }] } }] },
        { role: 'user' },
      ]);
      expect(request?.modelOptions).toEqual({ novel_setting: 1 });
    });

    it('tells of a failure after the beginning in the stream, and keeps it', async () => {
      const failure = { type: 'failure', error: new Error('secret detail') } as const;
      const { respond } = await start({ runs: [[{ type: 'text-delta', text: 'Hel' }, failure]] });
      const events = await eventsOf(await respond({ stream: true }));
      expect(events.at(-1)).toMatchObject({
        type: 'response.failed',
        response: { status: 'failed', error: { code: 'internal_error' }, output: [{ status: 'incomplete' }] },
      });
      expect(JSON.stringify(events)).not.toContain('secret');
      const stored = await at(`responses/${events[0]?.response?.id ?? ''}`);
      expect(await stored.json()).toEqual(events.at(-1)?.response);
    });

    it('takes no run without an end for whole', async () => {
      const { respond } = await start({ runs: [[{ type: 'text-delta', text: 'Hel' }]] });
      expect(types(await eventsOf(await respond({ stream: true }))).at(-1)).toBe('failed');
    });

    it('gives the answer although the store fails at the end', async () => {
      const store = new InMemoryResponseStore();
      store.finishResponse = () => Promise.reject(new Error('disk full'));
      const { respond } = await start({}, { store });
      expect(types(await eventsOf(await respond({ stream: true }))).at(-1)).toBe('completed');
    });

    it.each([false, true])(
      'answers with a 500 where the store fails at the beginning (stream: %p)',
      async (stream) => {
        const store = new InMemoryResponseStore();
        store.createResponse = () => Promise.reject(new Error('disk full'));
        const { respond } = await start({}, { store });
        const reply = await respond({ stream, conversation: 'project' });
        expect(reply.status).toBe(500);
        expect(agent.runs).toEqual([]);
        // The conversation takes the next turn.
        expect((await respond({ stream, conversation: 'project' })).status).toBe(500);
      },
    );
  });
});

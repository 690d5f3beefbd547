import { describe, expect, it, jest } from '@jest/globals';
import type { JSONSchema7, LanguageModelV4CallOptions, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { setTimeout as sleep } from 'node:timers/promises';
import { concat, from, NEVER, Observable, of, Subject, throwError } from 'rxjs';
import { eventually } from '../../../test/support/eventually.js';
import { AgentError } from '../agent-error.js';
import type { AgentEvent } from '../agent-event.js';
import type { AgentRequest, ConversationMessage } from '../agent-request.js';
import { DEFAULT_RUN_LIMITS, type RunLimits } from '../run-limits.js';
import { textResult } from '../tools/tool-result.js';
import type { Tool, ToolContext, ToolResult } from '../tools/tool.js';
import { runAgent } from './agent-run.js';
import { InterruptedRuns } from './interrupted-runs.js';
import { AgentTools } from './offered-tools.js';

type Part = LanguageModelV4StreamPart;
type Finish = Extract<Part, { type: 'finish' }>;

const REQUEST: AgentRequest = { agentId: 'hermes', instructions: [], messages: [], settings: {} };
const CONTEXT = { owner: 'ada', requestId: 'req_1', incremental: true, flow: undefined };
const QUESTION: ConversationMessage = { role: 'user', content: [{ type: 'text', text: 'Go' }] };
const ANYTHING: JSONSchema7 = { type: 'object' };

function finish(unified: Finish['finishReason']['unified']): Part {
  return {
    type: 'finish',
    finishReason: { unified, raw: unified },
    usage: {
      inputTokens: { total: 10, noCache: 10, cacheRead: 0, cacheWrite: 0 },
      outputTokens: { total: 5, text: 5, reasoning: 0 },
    },
  };
}

function saying(text: string): Part[] {
  return [{ type: 'text-delta', id: 't', delta: text }, finish('stop')];
}

function calling(...calls: readonly (readonly [name: string, input?: string, id?: string])[]): Part[] {
  return [
    ...calls.map(([toolName, input = '{}', toolCallId = `c${toolName}`]): Part => ({
      type: 'tool-call',
      toolCallId,
      toolName,
      input,
    })),
    finish('tool-calls'),
  ];
}

function tool(name: string, execute: Tool['execute'], inputSchema = ANYTHING): Tool {
  return { name, description: `Does ${name}.`, inputSchema, execute };
}

interface Options {
  readonly request?: Partial<AgentRequest>;
  readonly limits?: Partial<RunLimits>;
  readonly interruptedRuns?: InterruptedRuns;
  readonly messages?: readonly ConversationMessage[];
}

/** Runs an agent whose model answers each step with the next of these. */
function run(
  steps: readonly (readonly Part[] | Observable<Part>)[],
  tools: readonly Tool[] = [],
  { request, limits, interruptedRuns = new InterruptedRuns(), messages = [QUESTION] }: Options = {},
) {
  const calls: LanguageModelV4CallOptions[] = [];
  const state = { events: [] as AgentEvent[], error: undefined as unknown, completed: false };
  const subscription = runAgent({
    request: { ...REQUEST, ...request },
    context: CONTEXT,
    options: { prompt: [...messages] },
    tools: new AgentTools(
      [{ name: 'test', tools: () => tools }],
      (sets) => new Map(sets[0]?.tools().map((one) => [one.name, one])),
    ),
    limits: { ...DEFAULT_RUN_LIMITS, ...limits },
    interruptedRuns,
    callModel: (options) => {
      const step = steps[calls.length] ?? throwError(() => new Error('not scripted'));
      calls.push({ ...options, prompt: [...options.prompt] });
      return step instanceof Observable ? step : from(step);
    },
    toRunError: (error) => error,
  }).subscribe({
    next: (event) => state.events.push(event),
    error: (error: unknown) => (state.error = error),
    complete: () => (state.completed = true),
  });
  const ended = () => eventually(() => expect(state.completed || state.error !== undefined).toBe(true));
  return Object.assign(state, { calls, subscription, ended });
}

function resultsOf(events: readonly AgentEvent[]): Record<string, ToolResult> {
  return Object.fromEntries(
    events.flatMap((event) => (event.type === 'tool-result' ? [[event.toolName, event.result]] : [])),
  );
}

function textOf(result: ToolResult | undefined): string {
  return result?.content.map((part) => (part.type === 'text' ? part.text : part.mediaType)).join('') ?? '';
}

describe('a run', () => {
  it('of an agent without tools is one step, ended in the tick in which the model ends', () => {
    const { events, calls, completed } = run([saying('Hi')]);
    expect(completed).toBe(true);
    expect(calls[0]).not.toHaveProperty('tools');
    expect(events).toEqual([
      { type: 'text-delta', text: 'Hi' },
      { type: 'step-end', step: 0, finishReason: 'stop', usage: expect.anything() },
      { type: 'run-end', finishReason: 'stop', usage: expect.objectContaining({ inputTokens: 10 }) },
    ]);
  });

  it('calls tools until the model answers, which reads their results, and adds usage up', async () => {
    const now = tool('now', () => Promise.resolve(textResult('noon')));
    const state = run(
      [[{ type: 'text-delta', id: 't', delta: 'Let me see.' }, ...calling(['now'])], saying('Noon.')],
      [now],
    );
    await state.ended();
    expect(state.events.map(({ type }) => type)).toEqual([
      'text-delta',
      'tool-call-start',
      'tool-call-delta',
      'tool-call-end',
      'tool-result',
      'step-end',
      'text-delta',
      'step-end',
      'run-end',
    ]);
    expect(state.events.at(-1)).toMatchObject({
      finishReason: 'stop',
      usage: { inputTokens: 20, outputTokens: 10 },
    });
    expect(state.calls[0]?.tools).toMatchObject([
      { type: 'function', name: 'now', description: 'Does now.' },
    ]);
    expect(state.calls[1]?.prompt.slice(1)).toMatchObject([
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'Let me see.' },
          { type: 'tool-call', toolCallId: 'cnow', toolName: 'now', input: {} },
        ],
      },
      { role: 'tool', content: [{ toolCallId: 'cnow', output: { type: 'text', value: 'noon' } }] },
    ]);
  });

  it('runs the calls of a step at the same time, and tells their results in the order of the calls', async () => {
    const gate = new Subject<void>();
    const order: string[] = [];
    const slow = tool('slow', async () => {
      order.push('slow');
      await new Promise<void>((resolve) => gate.subscribe(() => resolve()));
      return textResult('slow');
    });
    const fast = tool('fast', () => {
      order.push('fast');
      gate.next();
      return Promise.resolve(textResult('fast'));
    });
    const state = run([calling(['slow'], ['fast']), saying('Done.')], [slow, fast]);
    await state.ended();
    expect(order).toEqual(['slow', 'fast']);
    expect(state.calls[1]?.prompt.at(-1)?.content).toMatchObject([
      { toolName: 'slow' },
      { toolName: 'fast' },
    ]);
  });

  it('runs them one after the other when asked to', async () => {
    const log: string[] = [];
    const logging = (name: string): Tool =>
      tool(name, async () => {
        log.push(`${name} begins`);
        await sleep(1);
        log.push(`${name} ends`);
        return textResult(name);
      });
    const state = run([calling(['a'], ['b']), saying('Done.')], [logging('a'), logging('b')], {
      request: { parallelToolCalls: false },
    });
    await state.ended();
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('tells a tool on whose behalf it runs, and its progress to whoever watches', async () => {
    let seen: ToolContext | undefined;
    const work = tool('work', (_, context) => {
      seen = context;
      context.report('half');
      return Promise.resolve(textResult('done'));
    });
    const state = run([calling(['work']), saying('Done.')], [work]);
    await state.ended();
    expect(seen).toMatchObject({ owner: 'ada', agentId: 'hermes', runId: 'req_1', callId: 'cwork' });
    expect(state.events).toContainEqual({
      type: 'tool-progress',
      callId: 'cwork',
      toolName: 'work',
      message: 'half',
    });
  });

  it('asks for the tools anew before each step', async () => {
    const tools: Tool[][] = [
      [tool('first', () => Promise.resolve(textResult('1')))],
      [tool('second', () => Promise.resolve(textResult('2')))],
    ];
    const names: unknown[] = [];
    let step = 0;
    runAgent({
      request: REQUEST,
      context: CONTEXT,
      options: { prompt: [QUESTION] },
      tools: new AgentTools(
        [{ name: 'moving', tools: () => tools[step] ?? [] }],
        (sets) => new Map(sets[0]?.tools().map((one) => [one.name, one])),
      ),
      limits: DEFAULT_RUN_LIMITS,
      interruptedRuns: new InterruptedRuns(),
      callModel: (options) => {
        names.push(options.tools?.map(({ name }) => name));
        return from(names.length === 1 ? calling(['first']) : saying('Done.'));
      },
      toRunError: (error) => error,
    }).subscribe((event) => {
      if (event.type === 'tool-result') step = 1;
    });
    await eventually(() => expect(names).toEqual([['first'], ['second']]));
  });
});

describe('a call that goes wrong becomes a result that tells the model so', () => {
  const schema: JSONSchema7 = {
    type: 'object',
    properties: { place: { type: 'string' }, unit: { enum: ['c', 'f'] } },
    required: ['place'],
    additionalProperties: false,
  };

  async function resultOf(
    one: Tool,
    input: string,
    limits: Partial<RunLimits> = {},
    name = one.name,
  ): Promise<ToolResult | undefined> {
    const state = run([calling([name, input]), saying('Sorry.')], [one], { limits });
    await state.ended();
    expect(state.events.at(-1)).toMatchObject({ type: 'run-end', finishReason: 'stop' });
    return resultsOf(state.events)[name];
  }
  const never = tool('never', () => new Promise(() => undefined));
  const echo = tool('echo', (input) => Promise.resolve(textResult(JSON.stringify(input))), schema);

  it.each([
    ['not JSON', '{"place":', /not valid JSON/],
    ['no object', '["here"]', /not a JSON object/],
    ['a missing property', '{}', /must have required property 'place'/],
    ['a wrong type', '{"place":7}', /'place' must be string/],
    [
      'an unknown value',
      '{"place":"x","unit":"k"}',
      /'unit' must be equal to one of the allowed values: \["c","f"\]/,
    ],
    ['an unknown property', '{"place":"x","when":1}', /must not have the property 'when'/],
  ])('%s in the arguments', async (_, input, message) => {
    const result = await resultOf(echo, input);
    expect(result).toMatchObject({ isError: true });
    expect(textOf(result)).toMatch(message);
  });

  it('arguments that fit reach the tool', async () => {
    expect(textOf(await resultOf(echo, '{"place":"Paris"}'))).toBe('{"place":"Paris"}');
  });

  it('empty arguments of a tool that needs none are an empty object', async () => {
    expect(
      textOf(
        await resultOf(
          tool('free', (input) => Promise.resolve(textResult(JSON.stringify(input)))),
          '',
        ),
      ),
    ).toBe('{}');
  });

  it('a tool that nobody knows', async () => {
    const result = await resultOf(echo, '{}', {}, 'ehco');
    expect(result).toEqual({
      isError: true,
      content: [{ type: 'text', text: "There is no tool named 'ehco'." }],
    });
  });

  it('a rejection, and an error thrown at once', async () => {
    expect(
      textOf(
        await resultOf(
          tool('bad', () => Promise.reject(new Error('disk on fire'))),
          '{}',
        ),
      ),
    ).toBe('The tool failed: disk on fire');
    const throwing = tool('bad', () => {
      throw new Error('at once');
    });
    expect(textOf(await resultOf(throwing, '{}'))).toBe('The tool failed: at once');
  });

  it('a tool that hangs and ignores its signal', async () => {
    expect(textOf(await resultOf(never, '{}', { toolTimeoutMs: 20 }))).toMatch(
      /did not finish within 0.02 s/,
    );
  });

  it('a schema that is none', async () => {
    const broken = tool('broken', () => Promise.resolve(textResult('')), {
      type: 'nonsense',
    } as unknown as JSONSchema7);
    expect(textOf(await resultOf(broken, '{}'))).toMatch(/its own schema is broken/);
  });

  it('a result that JSON cannot hold', async () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    const odd = tool('odd', () => Promise.resolve(circular as unknown as ToolResult));
    expect(await resultOf(odd, '{}')).toMatchObject({ isError: true });
    const big = tool('big', () => Promise.resolve({ n: 1n } as unknown as ToolResult));
    expect(textOf(await resultOf(big, '{}'))).toMatch(/cannot be written as JSON/);
  });

  it('a result that is too long is cut, and says how much is missing', async () => {
    const long = tool('long', () => Promise.resolve(textResult('x'.repeat(1_000))));
    const text = textOf(await resultOf(long, '{}', { toolResultLimit: 100 }));
    expect(text).toMatch(/^x{100}\[The result was cut: 900 of its 1000 characters are not shown/);
  });
});

describe('a limit', () => {
  const again = tool('again', () => Promise.resolve(textResult('and again')));

  it('of steps gives the model a last call without tools, and shows in how the run ends', async () => {
    const state = run(
      [calling(['again', '{}', '1']), calling(['again', '{}', '2']), saying('So far.')],
      [again],
      {
        limits: { maxSteps: 2 },
      },
    );
    await state.ended();
    expect(state.calls.map(({ tools }) => tools?.length ?? 0)).toEqual([1, 1, 0]);
    expect(JSON.stringify(state.calls[2]?.prompt.at(-1))).toContain('no more tools can be called');
    expect(state.events.at(-1)).toMatchObject({ finishReason: 'length', limit: 'steps' });
    expect(textOf(resultsOf(state.events)['again'])).toBe('and again');
  });

  it('ends the run even if the model calls a tool in its last call', async () => {
    const state = run([calling(['again', '{}', '1']), calling(['again', '{}', '2'])], [again], {
      limits: { maxSteps: 1 },
    });
    await state.ended();
    expect(state.calls).toHaveLength(2);
    expect(state.events.filter(({ type }) => type === 'tool-result')).toHaveLength(2);
    expect(state.events.at(-1)).toMatchObject({ finishReason: 'length', limit: 'steps' });
  });

  it('of time stops a tool that is running, and then asks for an answer', async () => {
    const signals: AbortSignal[] = [];
    const endless = tool('endless', (_, { signal }) => {
      signals.push(signal);
      return new Promise(() => undefined);
    });
    const state = run([calling(['endless']), saying('Time is up.')], [endless], {
      limits: { runTimeoutMs: 30 },
    });
    await state.ended();
    expect(signals[0]?.aborted).toBe(true);
    expect(state.events.at(-1)).toMatchObject({ finishReason: 'length', limit: 'time' });
  });

  it('of the answer length keeps tools from running with half of their arguments', async () => {
    const execute = jest.fn<Tool['execute']>();
    const state = run([[...calling(['again']).slice(0, 1), finish('length')]], [tool('again', execute)]);
    await state.ended();
    expect(execute).not.toHaveBeenCalled();
    expect(state.events.at(-1)).toMatchObject({ finishReason: 'length' });
    expect(resultsOf(state.events)['again']).toMatchObject({ isError: true });
  });
});

describe('aborting a run', () => {
  it('aborts the model call', () => {
    let isSubscribed = true;
    const parts = new Observable<Part>(() => () => {
      isSubscribed = false;
    });
    run([parts]).subscription.unsubscribe();
    expect(isSubscribed).toBe(false);
  });

  it('aborts every tool that is running, and calls nothing more', async () => {
    const signals: AbortSignal[] = [];
    const waiting = (name: string): Tool =>
      tool(name, (_, { signal }) => {
        signals.push(signal);
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve(textResult('late'))));
      });
    const state = run([calling(['a'], ['b']), saying('Never.')], [waiting('a'), waiting('b')]);
    await eventually(() => expect(signals).toHaveLength(2));
    const before = state.events.length;
    state.subscription.unsubscribe();
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
    await sleep(10);
    expect(state.calls).toHaveLength(1);
    expect(state.events).toHaveLength(before);
  });

  it('in the second step aborts that', async () => {
    const aborted = new Subject<void>();
    const second = new Observable<Part>(() => () => {
      aborted.complete();
    });
    const state = run([calling(['now']), second], [tool('now', () => Promise.resolve(textResult('noon')))]);
    await eventually(() => expect(state.calls).toHaveLength(2));
    state.subscription.unsubscribe();
    expect(aborted.isStopped).toBe(true);
  });
});

describe("the client's own tools", () => {
  const clientTool = { type: 'function' as const, name: 'pay', inputSchema: ANYTHING };
  const now = tool('now', () => Promise.resolve(textResult('noon')));
  const answerOf = (toolCallId: string): ConversationMessage => ({
    role: 'tool',
    content: [{ type: 'tool-result', toolCallId, toolName: 'pay', output: { type: 'text', value: 'paid' } }],
  });
  const clientsView = (toolCallId: string): ConversationMessage => ({
    role: 'assistant',
    content: [{ type: 'tool-call', toolCallId, toolName: 'pay', input: {} }],
  });

  it("are offered beside the agent's, and end the run when they are called", async () => {
    const state = run([calling(['pay'])], [now], { request: { tools: [clientTool] } });
    await state.ended();
    expect(state.calls[0]?.tools?.map(({ name }) => name)).toEqual(['now', 'pay']);
    expect(state.events[0]).toMatchObject({ type: 'tool-call-start', executor: 'client' });
    expect(state.events.at(-1)).toMatchObject({ type: 'run-end', finishReason: 'tool-calls' });
  });

  it('hide a tool of the agent that has the same name', async () => {
    const execute = jest.fn<Tool['execute']>();
    const state = run([calling(['pay'])], [tool('pay', execute)], { request: { tools: [clientTool] } });
    await state.ended();
    expect(state.calls[0]?.tools).toEqual([clientTool]);
    expect(execute).not.toHaveBeenCalled();
  });

  it("called in one step with the agent's own: those run, and neither is lost when the client comes back", async () => {
    const interruptedRuns = new InterruptedRuns();
    const first = run([calling(['now']), calling(['now', '{}', 'again'], ['pay'])], [now], {
      request: { tools: [clientTool] },
      interruptedRuns,
    });
    await first.ended();
    expect(first.events.at(-1)).toMatchObject({ finishReason: 'tool-calls' });
    expect(resultsOf(first.events)).toHaveProperty('now');

    const conversation = [QUESTION, clientsView('cpay'), answerOf('cpay')];
    const restored = interruptedRuns.restore('ada', conversation);
    expect(restored.map(({ role }) => role)).toEqual([
      'user',
      'assistant',
      'tool',
      'assistant',
      'tool',
      'tool',
    ]);
    expect(JSON.stringify(restored[3])).toMatch(/"again".*"cpay"/);
    expect(JSON.stringify(restored[4])).toContain('noon');
    expect(interruptedRuns.restore('eve', conversation)).toEqual(conversation);
  });

  it('after earlier steps of the agent, are gone on from with what those found', async () => {
    const interruptedRuns = new InterruptedRuns();
    const first = run([calling(['now']), calling(['pay'])], [now], {
      request: { tools: [clientTool] },
      interruptedRuns,
    });
    await first.ended();
    const restored = interruptedRuns.restore('ada', [QUESTION, clientsView('cpay'), answerOf('cpay')]);
    expect(restored.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'assistant', 'tool']);
  });

  it('are demanded in every step where one is required, one of the agent only in the first', async () => {
    const toolChoice = { type: 'required' } as const;
    const withClients = run([calling(['now']), calling(['pay'])], [now], {
      request: { tools: [clientTool], toolChoice },
    });
    await withClients.ended();
    expect(withClients.calls.map((call) => call.toolChoice)).toEqual([toolChoice, toolChoice]);
    const without = run([calling(['now']), saying('Noon.')], [now], { request: { toolChoice } });
    await without.ended();
    expect(without.calls.map((call) => call.toolChoice)).toEqual([toolChoice, undefined]);
  });

  it('can be named in the choice, as the agent’s can; any other name is refused', async () => {
    const naming = (toolName: string): Partial<AgentRequest> => ({
      tools: [clientTool],
      toolChoice: { type: 'tool', toolName },
    });
    const named = run([calling(['now']), saying('Noon.')], [now], { request: naming('now') });
    await named.ended();
    expect(named.calls.map((call) => call.toolChoice)).toEqual([
      { type: 'tool', toolName: 'now' },
      undefined,
    ]);
    const refused = run([], [now], { request: naming('nwo') });
    expect(refused.error).toMatchObject({ kind: 'invalid-request', param: 'tool_choice' });
  });

  it('are told of but not to be called with the choice `none`, and no tool of the agent is', async () => {
    const state = run([saying('Hi')], [now], {
      request: { tools: [clientTool], toolChoice: { type: 'none' } },
    });
    expect(state.calls[0]).toMatchObject({ tools: [clientTool], toolChoice: { type: 'none' } });
    expect(
      run([saying('Hi')], [now], { request: { toolChoice: { type: 'none' } } }).calls[0],
    ).not.toHaveProperty('tools');
  });
});

describe('a failing model', () => {
  it('fails the run in any step', async () => {
    const now = tool('now', () => Promise.resolve(textResult('noon')));
    const failure = new AgentError('model-failed', 'gone');
    const state = run([calling(['now']), throwError(() => failure)], [now]);
    await state.ended();
    expect(state.error).toBe(failure);
  });

  it('fails it also in the middle of an answer', () => {
    const failure = new AgentError('model-failed', 'gone');
    const state = run([
      concat(
        of<Part>({ type: 'text-delta', id: 't', delta: 'Half' }),
        throwError(() => failure),
      ),
    ]);
    expect(state).toMatchObject({ error: failure, events: [{ type: 'text-delta', text: 'Half' }] });
    expect(run([NEVER]).completed).toBe(false);
  });
});

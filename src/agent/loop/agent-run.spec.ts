import { describe, expect, it, jest } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { concat, from, NEVER, Observable, of, Subject, throwError } from 'rxjs';
import { eventually } from '../../../test/support/eventually.js';
import { AgentError } from '../agent-error.js';
import { DEFAULT_RUN_LIMITS } from '../run-limits.js';
import { textResult } from '../tools/tool-result.js';
import type { Tool, ToolContext } from '../tools/tool.js';
import { runAgent } from './agent-run.js';
import { InterruptedRuns } from './interrupted-runs.js';
import { AgentTools } from './offered-tools.js';
import {
  REQUEST,
  CONTEXT,
  QUESTION,
  ANYTHING,
  finish,
  saying,
  calling,
  tool,
  run,
  resultsOf,
  textOf,
  type Part,
} from '../../../test/support/agent-run-harness.js';
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
    const { owner, user, session } = CONTEXT;
    const onBehalfOf = { owner, user, session, agentId: 'hermes', runId: 'req_1', callId: 'cwork' };
    expect(seen).toMatchObject(onBehalfOf);
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
      asked: [],
      interruptedRuns: new InterruptedRuns(),
      hasOneModel: true,
      compact: () => undefined,
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

  it('of tool calls refuses the calls beyond it, and then asks for an answer without tools', async () => {
    const execute = jest.fn<Tool['execute']>(() => Promise.resolve(textResult('done')));
    const state = run(
      [calling(['again', '{}', '1'], ['again', '{}', '2']), saying('So far.')],
      [tool('again', execute)],
      {
        request: { maxToolCalls: 1 },
      },
    );
    await state.ended();
    expect(execute).toHaveBeenCalledTimes(1);
    expect(state.calls.map(({ tools }) => tools?.length ?? 0)).toEqual([1, 0]);
    expect(state.events.at(-1)).toMatchObject({ finishReason: 'length', limit: 'tool-calls' });
  });

  it('of tool calls is not reached by a run that uses all of them and asks for no more', async () => {
    const state = run([calling(['again']), saying('Done.')], [again], { request: { maxToolCalls: 1 } });
    await state.ended();
    expect(state.events.at(-1)).toMatchObject({ finishReason: 'stop' });
    expect(state.events.at(-1)).not.toHaveProperty('limit');
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

  it('of time ends an answer that goes on for too long, with what there is of it', async () => {
    const parts = concat(of<Part>({ type: 'text-delta', id: 't', delta: 'Once upon a time' }), NEVER);
    const state = run([parts], [], { limits: { runTimeoutMs: 20 } });
    await state.ended();
    expect(state.events[0]).toEqual({ type: 'text-delta', text: 'Once upon a time' });
    expect(state.events.at(-1)).toMatchObject({ type: 'run-end', finishReason: 'length', limit: 'time' });
    expect(state.error).toBeUndefined();
  });

  it('of time fails a run that has nothing to show', async () => {
    const state = run([NEVER], [], { limits: { runTimeoutMs: 20 } });
    await state.ended();
    expect(state.error).toMatchObject({ kind: 'model-timeout' });
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

describe('a failing model', () => {
  it('fails the run in any step', async () => {
    const now = tool('now', () => Promise.resolve(textResult('noon')));
    const failure = new AgentError('model-failed', 'gone');
    const state = run([calling(['now']), throwError(() => failure)], [now]);
    await state.ended();
    expect(state.error).toBe(failure);
  });

  it('that cannot use tools is asked without them, once and for all', async () => {
    const refusal = throwError(() => new AgentError('invalid-request', 'gemma does not support tools'));
    const now = tool('now', () => Promise.resolve(textResult('noon')));
    const state = run([refusal, saying('Hi')], [now]);
    await state.ended();
    expect(state.calls.map(({ tools }) => tools?.length ?? 0)).toEqual([1, 0]);
    expect(state.events.at(-1)).toMatchObject({ finishReason: 'stop' });
    expect(state.tools.current.definitions).toEqual([]);
  });

  it.each([{ parallelToolCalls: false }, { modelOptions: { service_tier: 'odd' } }])(
    'that refuses tools in a request with %j keeps them for others',
    async (request) => {
      const refusal = throwError(
        () => new AgentError('invalid-request', 'parallel tool calls are not supported'),
      );
      const now = tool('now', () => Promise.resolve(textResult('noon')));
      const state = run([refusal, saying('Hi')], [now], { request });
      await state.ended();
      expect(state.calls.map(({ tools }) => tools?.length ?? 0)).toEqual([1, 0]);
      expect(state.tools.current.definitions).toHaveLength(1);
    },
  );

  it('that says the same without tools has not refused tools', async () => {
    const refusal = throwError(() => new AgentError('invalid-request', 'gemma does not support tools'));
    const now = tool('now', () => Promise.resolve(textResult('noon')));
    const state = run([refusal, refusal], [now]);
    await state.ended();
    expect(state.error).toMatchObject({ kind: 'invalid-request' });
    expect(state.tools.current.definitions).toHaveLength(1);
  });

  it('that cannot use the tools of the client says so', () => {
    const refusal = new AgentError('invalid-request', 'gemma does not support tools');
    const tools = [{ type: 'function' as const, name: 'pay', inputSchema: ANYTHING }];
    expect(run([throwError(() => refusal)], [], { request: { tools } }).error).toBe(refusal);
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

import { describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { concat, lastValueFrom, NEVER, type Observable, of, throwError, toArray } from 'rxjs';
import type { AgentEvent } from '../../agent/agent-event.js';
import type { AgentRequest } from '../../agent/agent-request.js';
import { NO_USAGE } from '../../agent/usage.js';
import { AgentService } from '../../agent/agent-service.js';
import { BackgroundTasks } from './background-tasks.js';

const CONTEXT = { owner: 'o', requestId: 'req_1', incremental: true, flow: undefined };
const TITLE =
  'Provide a concise, 5-word-or-less title for the conversation, using its same language.\n\nConversation:\nUser: Hello there\nAI: Hi';
const SCHEMA = { type: 'object', properties: { language: {}, title: {} } } as const;
const MERGE =
  'You have been provided with a set of responses from various models to the latest user query: "Q"';

const MODEL_LIMIT_MS = 200;

type Ask = (request: AgentRequest) => Observable<AgentEvent> | undefined;

/** An agent whose models answer as they are told to, and that must not be run. */
class ModelsOnly extends AgentService {
  readonly asked: { by: string; request: AgentRequest; incremental: boolean }[] = [];

  constructor(private readonly models: { readonly task?: Ask; readonly own?: Ask }) {
    super();
  }

  listAgents(): [] {
    return [];
  }

  run(): never {
    throw new Error('The agent was run.');
  }

  override askTaskModel(request: AgentRequest, { incremental }: typeof CONTEXT) {
    this.asked.push({ by: 'task', request, incremental });
    return this.models.task?.(request);
  }

  override askModel(request: AgentRequest, { incremental }: typeof CONTEXT) {
    this.asked.push({ by: 'own', request, incremental });
    return this.models.own?.(request);
  }
}

function answering(...texts: string[]): AgentEvent[] {
  const usage = { ...NO_USAGE, outputTokens: 7 };
  return [
    ...texts.map((text): AgentEvent => ({ type: 'text-delta', text })),
    { type: 'run-end', finishReason: 'stop', usage },
  ];
}

function says(...texts: string[]): Ask {
  return () => of(...answering(...texts));
}

function ask(agent: AgentService, prompt: string, request: Partial<AgentRequest> = {}, task?: string) {
  const frontEnd = { name: 'open-webui', task } as const;
  const messages = [{ role: 'user' as const, content: [{ type: 'text' as const, text: prompt }] }];
  const whole = { agentId: 'a', instructions: [], messages, settings: { maxOutputTokens: 9 }, ...request };
  return new BackgroundTasks(agent, true, MODEL_LIMIT_MS).answer(
    { frontEnd, request: whole, streamed: false },
    CONTEXT,
  );
}

async function eventsOf(answer: Observable<AgentEvent> | undefined): Promise<AgentEvent[]> {
  if (answer === undefined) throw new Error('This is no task.');
  return lastValueFrom(answer.pipe(toArray()));
}

async function textOf(answer: Observable<AgentEvent> | undefined): Promise<string> {
  return (await eventsOf(answer)).map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
}

describe('BackgroundTasks', () => {
  it('asks the model for tasks once, with what the front end sent and no tools', async () => {
    const agent = new ModelsOnly({ task: says('A ', 'Title') });
    const events = await eventsOf(ask(agent, TITLE));
    expect(events).toEqual([
      { type: 'text-delta', text: 'A Title' },
      { type: 'run-end', finishReason: 'stop', usage: { ...NO_USAGE, outputTokens: 7 } },
    ]);
    expect(agent.asked).toMatchObject([
      { by: 'task', incremental: false, request: { instructions: [], settings: { maxOutputTokens: 9 } } },
    ]);
    expect(agent.asked[0]?.request).not.toHaveProperty('tools');
  });

  it('leaves out what the model thinks, and what it puts around an object', async () => {
    const agent = new ModelsOnly({
      task: () =>
        of<AgentEvent[]>(
          { type: 'reasoning-delta', text: 'Hm.' },
          ...answering('<think>{"title"}</think>\n```json\n{"title":"A"}\n```'),
        ),
    });
    expect(await textOf(ask(agent, 'x', {}, 'title_generation'))).toBe('{"title":"A"}');
  });

  it('has a model write an object where a call is wanted', async () => {
    const agent = new ModelsOnly({ task: says('{"language":"en","title":"A"}') });
    const tools = [{ type: 'function', name: 'extract', inputSchema: SCHEMA }] as AgentRequest['tools'] &
      object;
    const events = await eventsOf(
      ask(agent, TITLE, { tools, toolChoice: { type: 'tool', toolName: 'extract' } }),
    );
    expect(events.map(({ type }) => type)).toEqual([
      'tool-call-start',
      'tool-call-delta',
      'tool-call-end',
      'run-end',
    ]);
    expect(events[2]).toMatchObject({ toolName: 'extract', arguments: '{"language":"en","title":"A"}' });
    expect(events[3]).toMatchObject({ finishReason: 'tool-calls' });
    expect(agent.asked[0]?.request).toMatchObject({
      responseFormat: { type: 'json-schema', schema: SCHEMA },
    });
  });

  it.each([
    ['fails', () => throwError(() => new Error('down'))],
    ['takes too long', () => NEVER],
    ['stops in the middle', () => concat(of<AgentEvent>({ type: 'text-delta', text: '{' }), NEVER)],
    ['gives something else than a title', says('{"title":["A"]}')],
    ['says nothing', says('')],
    ['says what cannot be read', says('I would call it Greetings.')],
    ['breaks off', says('{"title":"A')],
  ] satisfies [string, Ask][])('answers by itself, and logs it, where the model %s', async (_, task) => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    const prompt = '<chat_history>\nUSER: Hello there\n</chat_history>';
    expect(await textOf(ask(new ModelsOnly({ task }), prompt, {}, 'title_generation'))).toBe(
      '{"title":"Hello there"}',
    );
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('req_1'));
    warn.mockRestore();
  });

  it('has answers merged by the model of the agent, as it goes', async () => {
    const agent = new ModelsOnly({ task: says('no'), own: says('Red ', 'it is.') });
    const events = await eventsOf(ask(agent, MERGE));
    expect(events.map(({ type }) => type)).toEqual(['text-delta', 'text-delta', 'run-end']);
    expect(agent.asked).toMatchObject([{ by: 'own', incremental: true }]);
  });

  it('does not answer anew where the model fails in the middle of an answer', async () => {
    const own: Ask = () =>
      concat(
        of<AgentEvent>({ type: 'text-delta', text: 'Red' }),
        throwError(() => new Error('down')),
      );
    await expect(eventsOf(ask(new ModelsOnly({ own }), MERGE))).rejects.toThrow('down');
  });

  it("puts NextChat's wish for a summary behind the chat", async () => {
    const agent = new ModelsOnly({ own: says('Short.') });
    const wish =
      'Summarize the discussion briefly in 200 words or less to use as a prompt for future context.';
    expect(await textOf(ask(agent, 'Hi', { instructions: ['Recap', wish] }))).toBe('Short.');
    const { request } = agent.asked.at(-1) ?? {};
    expect(request?.instructions).toEqual(['Recap']);
    expect(request?.messages.at(-1)).toEqual({ role: 'user', content: [{ type: 'text', text: wish }] });
  });

  it('has the model do what only the header names', async () => {
    const agent = new ModelsOnly({ own: says('Compact.') });
    expect(await textOf(ask(agent, 'Compact it.', {}, 'context_compaction'))).toBe('Compact.');
    await expect(
      textOf(ask(new ModelsOnly({}), 'Compact it.', {}, 'context_compaction')),
    ).rejects.toMatchObject({
      kind: 'invalid-request',
      code: 'background_task_unsupported',
    });
  });

  it('recognises nothing when it is off', () => {
    const candidate = {
      frontEnd: { name: 'open-webui', task: 'title_generation' } as const,
      request: { agentId: 'a', instructions: [], messages: [], settings: {} },
      streamed: false,
    };
    expect(new BackgroundTasks(new ModelsOnly({}), false).answer(candidate, CONTEXT)).toBeUndefined();
  });
});

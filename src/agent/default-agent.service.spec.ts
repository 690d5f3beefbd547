import { describe, expect, it } from '@jest/globals';
import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider';
import { lastValueFrom, NEVER, type Observable, of, throwError, toArray } from 'rxjs';
import type { AgentDefinition } from './agent-definition.js';
import { AgentError } from './agent-error.js';
import type { AgentEvent } from './agent-event.js';
import type { AgentRequest } from './agent-request.js';
import { DemoLanguageModel } from './language-models/demo/demo-language-model.js';
import { DefaultAgentService } from './default-agent.service.js';

const REQUEST: AgentRequest = {
  agentId: 'hermes',
  instructions: [],
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
  settings: {},
};
const CONTEXT = { owner: 'default', requestId: 'req_1', incremental: true, flow: undefined };

function finish(input: number | undefined, output: number | undefined): LanguageModelV4StreamPart {
  return {
    type: 'finish',
    finishReason: { unified: 'stop', raw: 'stop' },
    usage: {
      inputTokens: { total: input, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: output, text: undefined, reasoning: undefined },
    },
  };
}
const WORD: LanguageModelV4StreamPart = { type: 'text-delta', id: '0', delta: 'Hello there' };

/** A model that answers with these parts, and remembers what it was asked. */
class ObservableModel implements LanguageModelV4 {
  readonly specificationVersion = 'v4';
  readonly provider = 'test';
  readonly modelId = 'test';
  readonly supportedUrls = {};
  readonly calls: LanguageModelV4CallOptions[] = [];

  constructor(private readonly parts: Observable<LanguageModelV4StreamPart>) {}

  streamParts(options: LanguageModelV4CallOptions): Observable<LanguageModelV4StreamPart> {
    this.calls.push(options);
    return this.parts;
  }

  doStream(): never {
    throw new Error('It is to be observed.');
  }

  doGenerate(): never {
    throw new Error('It is to be observed.');
  }
}

function answering(...parts: LanguageModelV4StreamPart[]): ObservableModel {
  return new ObservableModel(of(...parts));
}

function service(agent: Partial<AgentDefinition>, shutdownGraceMs = 5_000): DefaultAgentService {
  const definition = { id: 'hermes', model: answering(WORD, finish(1, 2)), ...agent };
  return new DefaultAgentService({ agents: [definition], limits: { maxRetries: 0 }, shutdownGraceMs });
}

function eventsOf(agents: DefaultAgentService, request = REQUEST): Promise<AgentEvent[]> {
  return lastValueFrom(agents.run(request, CONTEXT).pipe(toArray()));
}

describe("DefaultAgentService's models", () => {
  const tools = [
    { name: 'f', inputSchema: { type: 'object' as const }, description: '', execute: () => NEVER },
  ];

  it('answer by themselves, without the prompt and the tools of the agent', async () => {
    const model = answering(WORD, finish(1, 2));
    const toolset = { name: 't', tools: () => tools as never };
    const agents = service({ model, prompt: 'Be kind.', toolsets: [toolset], settings: { temperature: 0 } });
    const answer = agents.askModel({ ...REQUEST, instructions: ['Name it.'] }, CONTEXT);
    const events = answer === undefined ? [] : await lastValueFrom(answer.pipe(toArray()));
    expect(events.map(({ type }) => type)).toEqual(['text-delta', 'step-end', 'run-end']);
    expect(model.calls).toMatchObject([
      { prompt: [{ role: 'system', content: 'Name it.' }, { role: 'user' }], temperature: 0 },
    ]);
    expect(model.calls[0]?.tools ?? []).toEqual([]);
    expect(agents.askModel({ ...REQUEST, agentId: 'nobody' }, CONTEXT)).toBeUndefined();
  });

  it('are asked no more than twice when they call tools that nobody gave them', async () => {
    const call = { type: 'tool-call', toolCallId: '1', toolName: 'f', input: '{}' } as const;
    const model = answering(call, finish(1, 2));
    const answer = service({ model }).askModel(REQUEST, CONTEXT);
    if (answer !== undefined) await lastValueFrom(answer);
    expect(model.calls).toHaveLength(2);
  });

  it('include one for tasks where there is one', async () => {
    const taskModel = answering(WORD, finish(1, 2));
    const model = answering();
    const agents = new DefaultAgentService({ agents: [{ id: 'hermes', model }], taskModel });
    const answer = agents.askTaskModel(REQUEST, CONTEXT);
    expect(taskModel.calls).toHaveLength(0);
    if (answer !== undefined) await lastValueFrom(answer);
    expect(taskModel.calls).toMatchObject([{ prompt: [{ role: 'user' }] }]);
    expect(model.calls).toHaveLength(0);
    expect(agents.listAgents().map(({ id }) => id)).toEqual(['hermes']);
    expect(service({}).askTaskModel(REQUEST, CONTEXT)).toBeUndefined();
  });
});

describe('DefaultAgentService', () => {
  it('lists its agents in order, the default one first', () => {
    const model = answering();
    const agents = new DefaultAgentService({
      agents: [
        { id: 'b', model, description: 'The second letter' },
        { id: 'a', model },
      ],
    });
    expect(agents.listAgents()).toEqual([
      { id: 'b', description: 'The second letter', createdAt: expect.any(Number) },
      { id: 'a', createdAt: expect.any(Number) },
    ]);
  });

  it('refuses to have no agent, or two of one id', () => {
    const agent = { id: 'twin', model: new DemoLanguageModel() };
    expect(() => new DefaultAgentService({ agents: [] })).toThrow('at least one agent');
    expect(() => new DefaultAgentService({ agents: [agent, agent] })).toThrow('the same id');
  });

  it('answers with its model, asked under the prompt of the agent', async () => {
    const model = answering(WORD, finish(1, 2));
    const events = await eventsOf(service({ model, prompt: 'Core.' }), {
      ...REQUEST,
      instructions: ['Added.'],
    });
    expect(events).toEqual([
      { type: 'text-delta', text: 'Hello there' },
      { type: 'step-end', step: 0, finishReason: 'stop', usage: expect.anything() },
      {
        type: 'run-end',
        finishReason: 'stop',
        usage: { inputTokens: 1, cachedInputTokens: 0, outputTokens: 2, reasoningTokens: 0 },
      },
    ]);
    expect(model.calls[0]?.prompt[0]).toEqual({ role: 'system', content: 'Core.\n\nAdded.' });
  });

  it('has a prompt where the agent is given none', async () => {
    const model = answering(WORD, finish(1, 2));
    await eventsOf(service({ model }));
    expect(model.calls[0]?.prompt[0]).toMatchObject({
      role: 'system',
      content: expect.stringMatching(/assistant/),
    });
  });

  it('calls the model once for each subscription, and not before', async () => {
    const model = answering(WORD, finish(1, 2));
    const run = service({ model }).run(REQUEST, CONTEXT);
    expect(model.calls).toHaveLength(0);
    await lastValueFrom(run);
    await lastValueFrom(run);
    expect(model.calls).toHaveLength(2);
  });

  it('counts the tokens that the provider does not', async () => {
    const events = await eventsOf(
      service({ model: answering(WORD, finish(undefined, undefined)), prompt: 'Be kind.' }),
    );
    const { usage } = events.at(-1) as Extract<AgentEvent, { type: 'run-end' }>;
    expect(usage.outputTokens).toBe(2);
    expect(usage.inputTokens).toBeGreaterThan(3);
    const half = await eventsOf(service({ model: answering(WORD, finish(77, undefined)) }));
    expect(half.at(-1)).toMatchObject({ usage: { inputTokens: 77, outputTokens: 2 } });
  });

  it('fails for an agent that it does not have, and says which there are', async () => {
    const failure = eventsOf(service({}), { ...REQUEST, agentId: 'zeus' });
    await expect(failure).rejects.toMatchObject({ kind: 'agent-not-found', param: 'model' });
    await expect(failure).rejects.toThrow(/'zeus'.*hermes/);
  });

  it('does not show the prompt in a failure', async () => {
    const prompt = 'The codename of this agent is Talaria.';
    const failing = new ObservableModel(
      throwError(() => new AgentError('invalid-request', `Refused: ${prompt}`)),
    );
    await expect(eventsOf(service({ model: failing, prompt }))).rejects.toThrow('Refused: [prompt]');
  });

  describe('with a model that is not known yet', () => {
    it('waits for it', async () => {
      const model = answering(WORD, finish(1, 2));
      const source = { get: () => Promise.resolve(model) };
      expect(await eventsOf(service({ model: source }))).toHaveLength(3);
    });

    it('fails as asking for it fails, and asks again for the next run', async () => {
      let asked = 0;
      const source = {
        get: () => {
          asked += 1;
          return asked === 1
            ? Promise.reject(new AgentError('model-unavailable', 'Not yet'))
            : answering(WORD, finish(1, 2));
        },
      };
      const agents = service({ model: source });
      await expect(eventsOf(agents)).rejects.toThrow('Not yet');
      expect(await eventsOf(agents)).toHaveLength(3);
    });

    it('does not call it for a reader who has left meanwhile', async () => {
      const model = answering(WORD, finish(1, 2));
      const found = Promise.resolve(model);
      service({ model: { get: () => found } })
        .run(REQUEST, CONTEXT)
        .subscribe()
        .unsubscribe();
      await found;
      expect(model.calls).toHaveLength(0);
    });
  });

  it('ends its runs, and takes no more, when the application stops', async () => {
    const agents = service({ model: new ObservableModel(NEVER) }, 10);
    const run = eventsOf(agents);
    const failure = expect(run).rejects.toMatchObject({ kind: 'shutting-down' });
    await agents.beforeApplicationShutdown();
    await failure;
    await expect(eventsOf(agents)).rejects.toMatchObject({ kind: 'shutting-down' });
  });
});

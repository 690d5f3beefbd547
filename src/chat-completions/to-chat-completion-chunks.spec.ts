import { describe, expect, it } from '@jest/globals';
import {
  concat,
  EMPTY,
  from,
  lastValueFrom,
  NEVER,
  Observable,
  of,
  Subject,
  throwError,
  toArray,
} from 'rxjs';
import type { AgentEvent, RunEnd } from '../agent/agent-event.js';
import { NO_USAGE } from '../agent/usage.js';
import { StatusLines } from '../front-ends/tool-activity/status-lines.js';
import type { ChatCompletionChunkDto, ChunkDeltaDto } from './dto/chat-completion-chunk.dto.js';
import { type StreamOptions, toChatCompletionChunks } from './to-chat-completion-chunks.js';

const HEAD = { id: 'chatcmpl-1', created: 1_700_000_000, model: 'hermes-agent', systemFingerprint: 'fp_1' };

interface StatusChunk {
  readonly event?: { readonly data: { readonly description: string; readonly done: boolean } };
}

function text(text: string): AgentEvent {
  return { type: 'text-delta', text };
}

function runEnd(overrides: Partial<RunEnd> = {}): RunEnd {
  return { type: 'run-end', finishReason: 'stop', usage: NO_USAGE, ...overrides };
}

function framesOf(
  runs: readonly Observable<AgentEvent>[],
  options: Partial<StreamOptions> = {},
): Observable<string> {
  return toChatCompletionChunks(HEAD, runs, { includeUsage: false, includeObfuscation: false, ...options });
}

function parse(frame: string): ChatCompletionChunkDto {
  return JSON.parse(frame.slice('data: '.length)) as ChatCompletionChunkDto;
}

/** All chunks of runs that emit these events. */
async function chunks(runs: readonly AgentEvent[][], options?: Partial<StreamOptions>) {
  const sources = runs.map((events) => from(events));
  return (await lastValueFrom(framesOf(sources, options).pipe(toArray()))).map(parse);
}

/** What happens to the one choice of a run that emits these events, between its role and its end. */
async function deltas(...events: AgentEvent[]): Promise<(ChunkDeltaDto | undefined)[]> {
  return (await chunks([[...events, runEnd()]])).slice(1, -1).map(({ choices }) => choices[0]?.delta);
}

describe('toChatCompletionChunks', () => {
  it('sends the role first, then the text, then the finish reason', async () => {
    const answer = await chunks([[text('Hel'), text('lo'), runEnd({ finishReason: 'length' })]]);
    expect(answer.map(({ choices }) => choices)).toEqual([
      [
        {
          index: 0,
          delta: { role: 'assistant', content: '', refusal: null },
          logprobs: null,
          finish_reason: null,
        },
      ],
      [{ index: 0, delta: { content: 'Hel' }, logprobs: null, finish_reason: null }],
      [{ index: 0, delta: { content: 'lo' }, logprobs: null, finish_reason: null }],
      [{ index: 0, delta: {}, logprobs: null, finish_reason: 'length' }],
    ]);
    expect(new Set(answer.map(({ id, created, model }) => `${id} ${created} ${model}`)).size).toBe(1);
  });

  it('sends the role before the run says anything', () => {
    const seen: string[] = [];
    const subscription = framesOf([NEVER]).subscribe((frame) => seen.push(frame));
    expect(seen.map(parse)).toMatchObject([{ choices: [{ delta: { role: 'assistant' } }] }]);
    subscription.unsubscribe();
  });

  it('passes each event on as it happens', () => {
    const run = new Subject<AgentEvent>();
    const seen: string[] = [];
    framesOf([run]).subscribe((frame) => seen.push(frame));
    run.next(text('now'));
    expect(seen).toHaveLength(2);
    expect(parse(seen[1] ?? '').choices[0]?.delta).toEqual({ content: 'now' });
  });

  it('sends reasoning, refusals and sources under their own names', async () => {
    expect(
      await deltas(
        { type: 'reasoning-delta', text: 'Hm.' },
        { type: 'refusal-delta', text: 'No.' },
        { type: 'source', url: 'https://a.example', title: 'A' },
      ),
    ).toEqual([
      { reasoning_content: 'Hm.' },
      { refusal: 'No.' },
      {
        annotations: [
          {
            type: 'url_citation',
            url_citation: { url: 'https://a.example', title: 'A', start_index: 0, end_index: 0 },
          },
        ],
      },
    ]);
  });

  it('sends log probabilities beside their text', async () => {
    const logprobs = [{ token: 'Hi', logprob: -0.5, bytes: [72, 105], topLogprobs: [] }];
    const [, chunk] = await chunks([[{ type: 'text-delta', text: 'Hi', logprobs }, runEnd()]]);
    expect(chunk?.choices[0]).toMatchObject({
      delta: { content: 'Hi' },
      logprobs: {
        content: [{ token: 'Hi', logprob: -0.5, bytes: [72, 105], top_logprobs: [] }],
        refusal: null,
      },
    });
  });

  describe('of a tool call', () => {
    const call = (callId: string, toolName: string): AgentEvent => ({
      type: 'tool-call-start',
      callId,
      toolName,
      executor: 'client',
    });
    const piece = (callId: string, argumentsDelta: string): AgentEvent => ({
      type: 'tool-call-delta',
      callId,
      argumentsDelta,
    });

    it('names id, type and function once, then sends the arguments bit by bit', async () => {
      const events = [call('call_1', 'clock'), piece('call_1', '{"zone":'), piece('call_1', '"UTC"}')];
      const end: AgentEvent = {
        type: 'tool-call-end',
        callId: 'call_1',
        toolName: 'clock',
        arguments: '{"zone":"UTC"}',
        executor: 'client',
      };
      expect(await deltas(...events, end)).toEqual([
        {
          tool_calls: [
            { index: 0, id: 'call_1', type: 'function', function: { name: 'clock', arguments: '' } },
          ],
        },
        { tool_calls: [{ index: 0, function: { arguments: '{"zone":' } }] },
        { tool_calls: [{ index: 0, function: { arguments: '"UTC"}' } }] },
      ]);
    });

    it('numbers the calls of each choice from 0, and keeps pieces that mingle apart', async () => {
      const mingled = [
        call('call_a', 'clock'),
        call('call_b', 'calendar'),
        piece('call_b', 'b1'),
        piece('call_a', 'a1'),
        piece('call_b', 'b2'),
        runEnd({ finishReason: 'tool-calls' }),
      ];
      const answer = await chunks([mingled, [call('call_c', 'clock'), piece('call_c', 'c1'), runEnd()]]);
      const pieces = answer.flatMap(({ choices: [choice] }) =>
        (choice?.delta.tool_calls ?? []).map(
          (delta) => `choice ${choice?.index} call ${delta.index}: ${delta.id ?? delta.function.arguments}`,
        ),
      );
      expect(pieces).toEqual([
        'choice 0 call 0: call_a',
        'choice 0 call 1: call_b',
        'choice 0 call 1: b1',
        'choice 0 call 0: a1',
        'choice 0 call 1: b2',
        'choice 1 call 0: call_c',
        'choice 1 call 0: c1',
      ]);
    });
  });

  describe('of an agent that uses tools of its own', () => {
    const usage = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 };
    const stepEnd: AgentEvent = { type: 'step-end', step: 0, finishReason: 'tool-calls', usage };
    const ownCall: AgentEvent[] = [
      { type: 'tool-call-start', callId: 'c1', toolName: 'search', executor: 'agent' },
      { type: 'tool-call-delta', callId: 'c1', argumentsDelta: '{}' },
      { type: 'tool-call-end', callId: 'c1', toolName: 'search', arguments: '{}', executor: 'agent' },
      { type: 'tool-progress', callId: 'c1', toolName: 'search', message: 'half' },
      { type: 'tool-result', callId: 'c1', toolName: 'search', result: { content: [] }, durationMs: 1 },
    ];

    it('shows what is written, each step a paragraph of its own, and nothing of the tools', async () => {
      expect(
        await deltas(text('Let me see.'), ...ownCall, stepEnd, text('It '), text('is.'), stepEnd),
      ).toEqual([{ content: 'Let me see.' }, { content: '\n\n' }, { content: 'It ' }, { content: 'is.' }]);
    });

    it('begins with the first text, in whichever step it comes', async () => {
      expect(await deltas(...ownCall, stepEnd, text('It is.'))).toEqual([{ content: 'It is.' }]);
    });

    describe('for a client that is shown what they do', () => {
      const STATUS_LINES: StreamOptions['toolActivity'] = (head) => new StatusLines(head);
      const pending = ownCall.slice(0, 3);

      function watch(...runs: Observable<AgentEvent>[]) {
        const seen: string[] = [];
        const subscription = framesOf(runs, { toolActivity: STATUS_LINES }).subscribe({
          next: (frame) => {
            const { choices, event } = parse(frame) as ChatCompletionChunkDto & StatusChunk;
            if (event === undefined) seen.push(choices[0]?.finish_reason ?? 'delta');
            else seen.push(`${event.data.description}${event.data.done ? '' : ' *'}`);
            if (event !== undefined) expect(choices).toEqual([]);
          },
          error: () => seen.push('error'),
          complete: () => seen.push('complete'),
        });
        return { seen, subscription };
      }

      it('tells it between the deltas, as it happens', () => {
        const { seen } = watch(from([text('Hm.'), ...ownCall, stepEnd, text('It is.'), runEnd()]));
        expect(seen).toEqual([
          'delta',
          'delta',
          'Using search *',
          'Used search',
          'delta',
          'delta',
          'stop',
          'complete',
        ]);
      });

      it('leaves no line that goes on when the run ends without the result', () => {
        const { seen } = watch(from([...pending, runEnd({ finishReason: 'length' })]));
        expect(seen.slice(1)).toEqual(['Using search *', 'Stopped: Using search', 'length', 'complete']);
      });

      it('leaves no line that goes on when a run fails, or ends without its end', () => {
        const failing = concat(
          from(pending),
          throwError(() => new Error('broken')),
        );
        expect(watch(failing).seen.slice(1)).toEqual(['Using search *', 'Stopped: Using search', 'error']);
        expect(watch(from(pending)).seen.slice(-2)).toEqual(['Stopped: Using search', 'error']);
        expect(watch(concat(from(pending), NEVER), failing).seen.slice(-2)).toEqual([
          'Stopped: Using search',
          'error',
        ]);
      });

      it('says nothing more once it has gone', () => {
        const { seen, subscription } = watch(concat(from(pending), NEVER));
        subscription.unsubscribe();
        expect(seen.slice(1)).toEqual(['Using search *']);
      });

      it("is told nothing of the client's own tools", () => {
        const call = { callId: 'c2', toolName: 'pay', executor: 'client' } as const;
        const { seen } = watch(
          of<AgentEvent[]>(
            { type: 'tool-call-start', ...call },
            { type: 'tool-call-end', ...call, arguments: '{}' },
            runEnd({ finishReason: 'tool-calls' }),
          ),
        );
        expect(seen).toEqual(['delta', 'delta', 'tool_calls', 'complete']);
      });
    });

    it("numbers the client's calls without counting the agent's", async () => {
      const events: AgentEvent[] = [
        ...ownCall,
        { type: 'tool-call-start', callId: 'c2', toolName: 'pay', executor: 'client' },
      ];
      expect(await deltas(...events)).toMatchObject([{ tool_calls: [{ index: 0, id: 'c2' }] }]);
    });
  });

  describe('of several runs', () => {
    it('sends the role of every choice first, and ends each by itself', async () => {
      const answer = await chunks([
        [text('one'), runEnd()],
        [text('two'), runEnd({ finishReason: 'length' })],
      ]);
      expect(answer.slice(0, 2).map(({ choices }) => [choices[0]?.index, choices[0]?.delta.role])).toEqual([
        [0, 'assistant'],
        [1, 'assistant'],
      ]);
      const ends = answer.flatMap(({ choices: [choice] }) =>
        choice?.finish_reason == null ? [] : [`${choice.index} ${choice.finish_reason}`],
      );
      expect(ends).toEqual(['0 stop', '1 length']);
    });

    it('completes when the last of them does', () => {
      const [first, second] = [new Subject<AgentEvent>(), new Subject<AgentEvent>()];
      let completed = false;
      framesOf([first, second]).subscribe({ complete: () => (completed = true) });
      second.next(runEnd());
      second.complete();
      expect(completed).toBe(false);
      first.next(runEnd());
      first.complete();
      expect(completed).toBe(true);
    });

    it('errors with the first that errors, and aborts the others', () => {
      const [first, second] = [new Subject<AgentEvent>(), new Subject<AgentEvent>()];
      const errors: unknown[] = [];
      framesOf([first, second]).subscribe({ error: (error) => errors.push(error) });
      second.error('broken');
      expect(errors).toEqual(['broken']);
      expect(first.observed).toBe(false);
    });

    it('does not start those after one that fails at once', () => {
      let started = false;
      const second = new Observable<AgentEvent>(() => {
        started = true;
      });
      framesOf([throwError(() => new Error('broken')), second]).subscribe({ error: () => undefined });
      expect(started).toBe(false);
    });
  });

  it('aborts every run when it is unsubscribed from', () => {
    const runs = [new Subject<AgentEvent>(), new Subject<AgentEvent>()];
    const subscription = framesOf(runs).subscribe();
    expect(runs.every((run) => run.observed)).toBe(true);
    subscription.unsubscribe();
    expect(runs.some((run) => run.observed)).toBe(false);
  });

  it('starts nothing before it is subscribed to', () => {
    let started = 0;
    const frames = framesOf([new Observable<AgentEvent>(() => void started++)]);
    expect(started).toBe(0);
    frames.subscribe();
    expect(started).toBe(1);
  });

  describe('of the usage', () => {
    const usage = { inputTokens: 7, cachedInputTokens: 1, outputTokens: 3, reasoningTokens: 2 };

    it('sends the sum in a last chunk, once, where it is asked for', async () => {
      const answer = await chunks([[runEnd({ usage })], [runEnd({ usage })]], { includeUsage: true });
      expect(answer.at(-1)).toMatchObject({
        choices: [],
        usage: { prompt_tokens: 14, completion_tokens: 6, total_tokens: 20 },
      });
      expect(answer.filter((chunk) => chunk.usage != null)).toHaveLength(1);
      expect(answer.filter(({ choices }) => choices.length === 0)).toHaveLength(1);
    });

    it('sends nothing of it otherwise', async () => {
      const answer = await chunks([[text('x'), runEnd({ usage })]]);
      expect(answer.at(-1)?.choices[0]?.finish_reason).toBe('stop');
      expect(answer.some((chunk) => 'usage' in chunk)).toBe(false);
    });
  });

  it.each<[string, Observable<AgentEvent>]>([
    ['nothing at all', EMPTY],
    ['some text', of(text('Hel'))],
  ])('errors when a run completes after %s, without run-end', async (_, run) => {
    const frames = lastValueFrom(framesOf([run], { includeUsage: true }).pipe(toArray()));
    await expect(frames).rejects.toThrow("without a 'run-end' event");
  });
});

describe('toChatCompletionChunks, of many choices', () => {
  it('works on a few at a time, and finishes all of them', async () => {
    let underWay = 0;
    let most = 0;
    const run = new Observable<AgentEvent>((subscriber) => {
      most = Math.max(most, ++underWay);
      setImmediate(() => {
        underWay -= 1;
        subscriber.next(runEnd());
        subscriber.complete();
      });
    });
    const frames = await lastValueFrom(framesOf(Array.from({ length: 30 }, () => run)).pipe(toArray()));
    const finished = frames.map(parse).filter(({ choices }) => choices[0]?.finish_reason === 'stop');
    expect(new Set(finished.map(({ choices }) => choices[0]?.index)).size).toBe(30);
    expect(most).toBe(8);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { LanguageModelV4CallOptions, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { NEVER, Observable, of, throwError } from 'rxjs';
import { AgentError } from '../agent-error.js';
import { countPromptTokens, countTokens } from '../language-models/tokenizer.js';
import { answerParts, ScriptedSummaries, userTextOf } from '../../../test/support/scripted-summaries.js';
import { TurnSummariser } from './turn-summariser.js';

const idle = new AbortController().signal;

const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `User: fact ${index} is ${'word '.repeat(60)}`);

describe('TurnSummariser', () => {
  it('asks once for what fits, without tools, with the earlier summary', async () => {
    const model = new ScriptedSummaries(() => ' The summary. ');
    const summariser = new TurnSummariser(model.summarise, idle);
    const transcript = {
      entries: ['User: hi', 'Assistant: hello'],
      earlierSummaries: ['Ada lives in Oslo.'],
    };
    expect(await summariser.summarise(transcript, 200, 4_000)).toBe('The summary.');
    expect(model.requests).toHaveLength(1);
    expect(model.requests[0]?.tools).toBeUndefined();
    expect(model.requests[0]?.prompt[0]?.role).toBe('system');
    expect(model.asked[0]).toContain('User: hi\n\nAssistant: hello');
    expect(model.asked[0]).toContain('Ada lives in Oslo.');
    expect(summariser.usage).toMatchObject({ inputTokens: 10, outputTokens: 5 });
  });

  it('summarises in chunks what does not fit, each entry in one of them, and puts the summaries together', async () => {
    const model = new ScriptedSummaries((asked) => (asked.includes('Summary of part') ? 'all' : 'part'));
    const summariser = new TurnSummariser(model.summarise, idle);
    const entries = numbered(60);
    expect(await summariser.summarise({ entries, earlierSummaries: ['Before.'] }, 200, 3_000)).toBe('all');
    const chunks = model.asked.slice(0, -1);
    expect(chunks.length).toBeGreaterThan(2);
    for (const entry of entries) expect(chunks.filter((chunk) => chunk.includes(entry))).toHaveLength(1);
    for (const request of model.requests)
      expect((await countPromptTokens(request.prompt)) + (request.maxOutputTokens ?? 0)).toBeLessThanOrEqual(
        3_000,
      );
    const last = model.asked.at(-1);
    expect(last).toContain('Before.');
    expect(last).toContain(`Summary of part ${chunks.length}:\npart`);
    expect(summariser.usage.inputTokens).toBe(10 * model.requests.length);
  });

  it('splits a message that is larger than the window', async () => {
    const model = new ScriptedSummaries(() => 'part');
    const words = Array.from({ length: 6_000 }, (_, index) => `w${index}`);
    await new TurnSummariser(model.summarise, idle).summarise(
      { entries: [`User: ${words.join(' ')}`], earlierSummaries: [] },
      200,
      5_000,
    );
    const read = model.asked.join(' ');
    expect(words.filter((word) => !read.includes(word))).toEqual([]);
  });

  it('bounds the calls, and leaves out the oldest', async () => {
    const model = new ScriptedSummaries(() => 'part');
    await new TurnSummariser(model.summarise, idle).summarise(
      { entries: numbered(600), earlierSummaries: [] },
      100,
      1_200,
    );
    expect(model.requests.length).toBeLessThan(40);
    const read = model.asked.join(' ');
    expect(read).toContain('fact 599 is');
    expect(read).not.toContain('fact 0 is');
    expect(read).toContain('left out');
  });

  it('cuts a summary that is longer than it may be', async () => {
    const model = new ScriptedSummaries(() => 'many words '.repeat(500));
    const summary = await new TurnSummariser(model.summarise, idle).summarise(
      { entries: ['User: hi'], earlierSummaries: [] },
      100,
      4_000,
    );
    expect(await countTokens(summary)).toBeLessThanOrEqual(100);
  });

  it('takes out thoughts that stand in the answer', async () => {
    const model = new ScriptedSummaries(() => '<think>Hm.</think>\n\nThe summary.');
    expect(
      await new TurnSummariser(model.summarise, idle).summarise(
        { entries: ['User: hi'], earlierSummaries: [] },
        100,
        4_000,
      ),
    ).toBe('The summary.');
  });

  it('reads less at a time where the model says that it is too much', async () => {
    const sizes: number[] = [];
    const call = (request: LanguageModelV4CallOptions): Observable<LanguageModelV4StreamPart> => {
      const { length } = userTextOf(request.prompt);
      sizes.push(length);
      return length > 9_000
        ? throwError(() => new AgentError('invalid-request', 'No', { code: 'context_length_exceeded' }))
        : of(...answerParts('part'));
    };
    const summariser = new TurnSummariser(call, idle);
    expect(await summariser.summarise({ entries: numbered(40), earlierSummaries: [] }, 200, 8_000)).toBe(
      'part',
    );
    expect(Math.max(...sizes)).toBeGreaterThan(9_000);
  });

  it.each(['', '  \n', '<think>never ends'])('fails for the answer %j', async (answer) => {
    const model = new ScriptedSummaries(() => answer);
    await expect(
      new TurnSummariser(model.summarise, idle).summarise(
        { entries: ['User: hi'], earlierSummaries: [] },
        100,
        4_000,
      ),
    ).rejects.toThrow('empty summary');
  });

  it('aborts the other chunks when one fails', async () => {
    let open = 0;
    let calls = 0;
    const call = (): Observable<LanguageModelV4StreamPart> => {
      calls += 1;
      if (calls === 2) return throwError(() => new AgentError('model-failed', 'broken'));
      return new Observable(() => {
        open += 1;
        return () => {
          open -= 1;
        };
      });
    };
    await expect(
      new TurnSummariser(call, idle).summarise({ entries: numbered(60), earlierSummaries: [] }, 200, 3_000),
    ).rejects.toThrow('broken');
    expect(open).toBe(0);
    expect(calls).toBeLessThanOrEqual(3);
  });

  it('rejects with the reason of an abort', async () => {
    const controller = new AbortController();
    const summary = new TurnSummariser(() => NEVER, controller.signal).summarise(
      { entries: ['User: hi'], earlierSummaries: [] },
      100,
      4_000,
    );
    controller.abort(new Error('stopped'));
    await expect(summary).rejects.toThrow('stopped');
  });
});

import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type {
  LanguageModelV4CallOptions,
  LanguageModelV4Message,
  LanguageModelV4Prompt,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider';
import { firstValueFrom, Observable, throwError } from 'rxjs';
import {
  assistant,
  call,
  randomConversation,
  randomNumbers,
  result,
  unpaired,
  user,
} from '../../../test/support/random-conversation.js';
import { ScriptedSummaries, userTextOf } from '../../../test/support/scripted-summaries.js';
import { AgentError } from '../agent-error.js';
import { countPromptTokens } from '../language-models/tokenizer.js';
import { SourceTextPart } from '../source-text-part.js';
import { NO_USAGE } from '../usage.js';
import { type CompactedPrompt, type CompactionOptions, PromptCompactor } from './prompt-compactor.js';

Logger.overrideLogger(false);

const SYSTEM: LanguageModelV4Message = { role: 'system', content: 'You are the agent. Be brief.' };

/** `count` turns of about 70 tokens each, every one with a number of its own. */
function turns(count: number, first = 0): LanguageModelV4Message[] {
  return Array.from({ length: count }, (_, index) => index + first).flatMap((number) => [
    user(`question ${number} ${'asks much '.repeat(15)}`),
    assistant(`answer ${number} ${'says more '.repeat(15)}`),
  ]);
}

function compactWith(
  compactor: PromptCompactor,
  prompt: LanguageModelV4Prompt,
  model: ScriptedSummaries,
  options: Partial<CompactionOptions> = {},
): Promise<CompactedPrompt> {
  const compaction = compactor.compact(prompt, {
    owner: 'ada',
    contextTokens: 4_000,
    reservedTokens: 300,
    summarise: model.summarise,
    ...options,
  });
  if (compaction === undefined) return Promise.resolve({ prompt, changed: false, usage: NO_USAGE });
  return firstValueFrom(compaction);
}

function compact(
  prompt: LanguageModelV4Prompt,
  options: Partial<CompactionOptions> = {},
  model = new ScriptedSummaries(),
): Promise<CompactedPrompt> {
  return compactWith(new PromptCompactor(), prompt, model, options);
}

describe('PromptCompactor', () => {
  it('has nothing to do without a window, or where a prompt clearly fits', () => {
    const compactor = new PromptCompactor();
    const options = { owner: 'ada', reservedTokens: 200, summarise: new ScriptedSummaries().summarise };
    expect(compactor.compact(turns(500), { ...options, contextTokens: undefined })).toBeUndefined();
    expect(compactor.compact([SYSTEM, user('hi')], { ...options, contextTokens: 1_000 })).toBeUndefined();
  });

  it('leaves a prompt alone that fits only when it is counted', async () => {
    const prompt = [SYSTEM, ...turns(20)];
    expect(await compact(prompt)).toEqual({ prompt, changed: false, usage: NO_USAGE });
  });

  it('replaces older turns by a summary, and keeps system, newest turns and their order', async () => {
    const model = new ScriptedSummaries(() => 'They spoke of questions.');
    const history = turns(52);
    const compacted = await compact([SYSTEM, ...history], {}, model);
    const [system, summary, acknowledgement, ...kept] = compacted.prompt;
    expect(system).toBe(SYSTEM);
    expect(userTextOf(summary && [summary])).toContain('They spoke of questions.');
    expect(acknowledgement?.role).toBe('assistant');
    expect(kept[0]?.role).toBe('user');
    expect(kept.length).toBeGreaterThan(2);
    expect(kept).toEqual(history.slice(-kept.length));
    expect(await countPromptTokens(compacted.prompt)).toBeLessThanOrEqual(2_000);
    expect(compacted).toMatchObject({ changed: true, usage: { inputTokens: 10, outputTokens: 5 } });
    const asked = model.asked.join('\n');
    const firstKept = Number(/question (\d+)/.exec(userTextOf(kept))?.[1]);
    expect(asked).toContain(`answer ${firstKept - 1} `);
    expect(asked).not.toContain(`question ${firstKept} `);
  });

  it('tells the summarising model of tools and files in words', async () => {
    const model = new ScriptedSummaries();
    const data = { type: 'data', data: 'QUJD' } as const;
    const image = { type: 'file', mediaType: 'image/png', filename: 'cat.png', data } as const;
    const old: LanguageModelV4Message[] = [
      { role: 'user', content: [{ type: 'text', text: 'What is this?' }, image] },
      call('a'),
      result('a', 'a cat'),
      assistant('A cat.'),
    ];
    const compacted = await compact([...old, ...turns(51)], {}, model);
    expect(model.asked[0]).toContain(
      'User: What is this?\nUser: [an image: cat.png, image/png]\n\nAssistant called look with {}\n\nResult of look: a cat\n\nAssistant: A cat.',
    );
    expect(JSON.stringify(compacted.prompt)).not.toContain('QUJD');
  });

  it('reads texts that came as JSON', async () => {
    const text = { source: Buffer.from('"Ada lives in Oslo."'), toString: () => 'Ada lives in Oslo.' };
    const model = new ScriptedSummaries();
    await compact([{ role: 'user', content: [new SourceTextPart(text)] }, ...turns(52)], {}, model);
    expect(model.asked.join('')).toContain('Ada lives in Oslo.');
  });
});

describe('PromptCompactor, on generated histories', () => {
  const seeds = Array.from({ length: 60 }, (_, seed) => seed + 1);

  it.each(seeds)('keeps pairs, order, system and last turn, and fits (seed %i)', async (seed) => {
    const random = randomNumbers(seed);
    const conversation = randomConversation(random);
    const prompt = [SYSTEM, ...conversation];
    const contextTokens = 700 + Math.floor(random() * 900);
    const compacted = await compact(prompt, { contextTokens, reservedTokens: 100 });
    expect(await countPromptTokens(compacted.prompt)).toBeLessThanOrEqual(contextTokens - 100);
    if (!compacted.changed) expect(compacted.prompt).toEqual(prompt);
    expect(compacted.prompt[0]).toBe(SYSTEM);
    const kept = compacted.prompt.filter((message) => conversation.includes(message));
    expect(kept).toEqual(conversation.slice(conversation.length - kept.length));
    const lastUser = conversation.findLastIndex(({ role }) => role === 'user');
    expect(kept).toEqual(expect.arrayContaining(conversation.slice(lastUser)));
    expect(unpaired(compacted.prompt).filter((id) => !id.startsWith('open'))).toEqual([]);
  });
});

describe('PromptCompactor, on a last turn that is too large', () => {
  const longTurn = [
    user('look at both'),
    call('a'),
    result('a', `start of a ${'x y z '.repeat(2_000)} end of a`),
    call('b'),
    result('b', 'a short result'),
  ];

  it('shortens the longest results of tools, with a note, and leaves the others', async () => {
    const { prompt } = await compact([SYSTEM, ...turns(10), ...longTurn]);
    expect(await countPromptTokens(prompt)).toBeLessThanOrEqual(3_700);
    const json = JSON.stringify(prompt);
    expect(json).toMatch(/start of a .*\d+ characters of this result were left out.* end of a/);
    expect(json).toContain('a short result');
    expect(unpaired(prompt)).toEqual([]);
  });

  it('does so without asking for a summary where there is nothing older', async () => {
    const model = new ScriptedSummaries();
    const { prompt, changed } = await compact([SYSTEM, ...longTurn], {}, model);
    expect(await countPromptTokens(prompt)).toBeLessThanOrEqual(3_700);
    expect(changed).toBe(true);
    expect(model.requests).toEqual([]);
  });

  it('says what to do where even that does not fit, and spends nothing on a summary', async () => {
    const model = new ScriptedSummaries();
    const prompt = [SYSTEM, ...turns(10), user('much too long '.repeat(2_000))];
    const failure = compact(prompt, {}, model);
    await expect(failure).rejects.toMatchObject({
      kind: 'content-too-large',
      code: 'context_length_exceeded',
      message: expect.stringContaining('Shorten the last message'),
    });
    expect(model.requests).toEqual([]);
  });

  it('says so, too, where tools and answer take the whole window', async () => {
    await expect(compact(turns(20), { reservedTokens: 4_000 })).rejects.toMatchObject({
      kind: 'content-too-large',
    });
  });
});

describe('PromptCompactor, asked to shorten what the model rejected', () => {
  it('compacts to half, whether a window is known or not', async () => {
    const prompt = [SYSTEM, ...turns(30)];
    const half = (await countPromptTokens(prompt)) / 2;
    for (const contextTokens of [undefined, 100_000]) {
      const compacted = await compact(prompt, { contextTokens, force: true });
      const tokens = await countPromptTokens(compacted.prompt);
      expect(compacted.changed).toBe(true);
      expect(tokens).toBeLessThanOrEqual(half);
      expect(tokens).toBeGreaterThan(half / 3);
    }
  });

  it('tries a prompt that is more than half of what it was when no more is possible', async () => {
    const prompt = [SYSTEM, ...turns(3), user('a long question '.repeat(200))];
    const compacted = await compact(prompt, { contextTokens: undefined, force: true });
    expect(compacted.prompt.at(-1)).toBe(prompt.at(-1));
    expect(await countPromptTokens(compacted.prompt)).toBeLessThan(await countPromptTokens(prompt));
  });

  it('fails where nothing can be left out', async () => {
    const failure = compact([SYSTEM, user('long '.repeat(500))], { contextTokens: undefined, force: true });
    await expect(failure).rejects.toMatchObject({
      kind: 'content-too-large',
      code: 'context_length_exceeded',
    });
  });

  it('goes beyond a summary that was already in what the model rejected', async () => {
    const compactor = new PromptCompactor();
    const model = new ScriptedSummaries();
    const first = await compactWith(compactor, [SYSTEM, ...turns(30)], model, { contextTokens: 1_600 });
    const second = await compactWith(compactor, first.prompt, model, { contextTokens: 1_600, force: true });
    expect(await countPromptTokens(second.prompt)).toBeLessThan(await countPromptTokens(first.prompt));
    expect(model.asked.at(-1)).toContain('<earlier_summary>\nA summary.');
    const again = await compactWith(compactor, [SYSTEM, ...turns(30)], model, { contextTokens: 1_600 });
    expect(again.prompt).toEqual(second.prompt);
  });
});

describe('PromptCompactor, turn after turn', () => {
  it('uses one summary for many turns, and extends it when they no longer fit', async () => {
    const compactor = new PromptCompactor();
    let number = 0;
    const model = new ScriptedSummaries(() => `Summary ${++number}.`);
    const calls: number[] = [];
    for (let count = 52; count < 140; count++) {
      const { prompt } = await compactWith(compactor, [SYSTEM, ...turns(count), user('next')], model);
      expect(await countPromptTokens(prompt)).toBeLessThanOrEqual(3_700);
      expect(userTextOf(prompt)).toContain(`Summary ${number}.`);
      calls.push(model.requests.length);
    }
    expect(calls[1]).toBe(calls[0]);
    expect(model.requests.length).toBeLessThan(6);
    // Each but the first has the earlier summary and nothing of what that was made of.
    const [last] = model.asked.slice(-1);
    expect(last).toMatch(/<earlier_summary>\nSummary \d+\.\n<\/earlier_summary>/);
    expect(last).not.toContain('question 0 ');
  });

  it('sends the same beginning each time, so that prompt caches can use it', async () => {
    const compactor = new PromptCompactor();
    const model = new ScriptedSummaries();
    const first = await compactWith(compactor, [SYSTEM, ...turns(52)], model);
    const second = await compactWith(compactor, [SYSTEM, ...turns(53)], model);
    expect(second.prompt.slice(0, first.prompt.length)).toEqual(first.prompt);
    expect(second).toMatchObject({ changed: true, usage: NO_USAGE });
  });

  it('never uses the summary of another owner, of another window or of another conversation', async () => {
    const compactor = new PromptCompactor();
    const model = new ScriptedSummaries();
    const history = turns(52);
    await compactWith(compactor, history, model);
    const calls = model.requests.length;
    await compactWith(compactor, history, model, { owner: 'bob' });
    const ofBob = model.requests.length;
    expect(ofBob).toBeGreaterThan(calls);
    await compactWith(compactor, history, model, { contextTokens: 4_100 });
    const ofWindow = model.requests.length;
    expect(ofWindow).toBeGreaterThan(ofBob);
    await compactWith(compactor, [user('something else'), ...history.slice(1)], model);
    expect(model.requests.length).toBeGreaterThan(ofWindow);
  });

  it('folds in the summary of an earlier step of the same run', async () => {
    const compactor = new PromptCompactor();
    const model = new ScriptedSummaries(() => 'Ada lives in Oslo.');
    const first = await compactWith(compactor, [SYSTEM, ...turns(52)], model);
    const second = await compactWith(compactor, [...first.prompt, ...turns(34, 100)], model);
    expect(model.asked.at(-1)).toContain('<earlier_summary>\nAda lives in Oslo.\n</earlier_summary>');
    expect(second.prompt.filter((message) => userTextOf([message]).includes('Ada lives'))).toHaveLength(1);
  });

  it('recognises a summary that another process made', async () => {
    const model = new ScriptedSummaries(() => 'Ada lives in Oslo.');
    const { prompt } = await compact([SYSTEM, ...turns(52)], {}, model);
    const stored = structuredClone(prompt);
    await compact([...stored, ...turns(34, 100)], {}, model);
    expect(model.asked.at(-1)).toContain('<earlier_summary>\nAda lives in Oslo.\n</earlier_summary>');
  });
});

describe('PromptCompactor, when the model fails', () => {
  const broken = (): Observable<LanguageModelV4StreamPart> =>
    throwError(() => new AgentError('model-failed', 'broken'));

  it.each([
    ['fails', broken],
    ['says nothing', new ScriptedSummaries(() => '').summarise],
  ])('leaves older turns out with a note where it %s', async (_, summarise) => {
    const { prompt } = await compact([SYSTEM, ...turns(52)], { summarise });
    expect(await countPromptTokens(prompt)).toBeLessThanOrEqual(3_700);
    const note = /\[(\d+) older messages were left out/.exec(userTextOf(prompt));
    expect(Number(note?.[1])).toBe(104 - (prompt.length - 3));
  });

  it('keeps the earlier summary all the same, and does not remember the note', async () => {
    const compactor = new PromptCompactor();
    const model = new ScriptedSummaries(() => 'Ada lives in Oslo.');
    const long = [SYSTEM, ...turns(84)];
    await compactWith(compactor, [SYSTEM, ...turns(52)], model);
    const calls = model.requests.length;
    const failed = await compactWith(compactor, long, model, { summarise: broken });
    expect(userTextOf(failed.prompt)).toContain('Ada lives in Oslo.');
    expect(userTextOf(failed.prompt)).toContain('older messages were left out');
    const later = await compactWith(compactor, long, model);
    expect(userTextOf(later.prompt)).not.toContain('older messages were left out');
    expect(model.requests.length).toBe(calls + 1);
  });

  it('aborts the call of the model when nobody waits any more', async () => {
    const asked: LanguageModelV4CallOptions[] = [];
    let isAborted = false;
    const begun = new Promise<void>((resolve) => {
      const summarise = (request: LanguageModelV4CallOptions): Observable<LanguageModelV4StreamPart> =>
        new Observable(() => {
          asked.push(request);
          resolve();
          return () => {
            isAborted = true;
          };
        });
      const options = { owner: 'ada', contextTokens: 4_000, reservedTokens: 300, summarise };
      const subscription = new PromptCompactor().compact(turns(52), options)?.subscribe({
        error: () => {
          throw new Error('An abort is no error.');
        },
      });
      void Promise.resolve().then(async () => {
        while (asked.length === 0) await new Promise((next) => setImmediate(next));
        subscription?.unsubscribe();
      });
    });
    await begun;
    await new Promise((next) => setTimeout(next, 20));
    expect(isAborted).toBe(true);
    expect(asked).toHaveLength(1);
  });
});

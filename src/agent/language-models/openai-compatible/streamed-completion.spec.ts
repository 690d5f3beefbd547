import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { Observable, type Subscriber } from 'rxjs';
import { StreamedCompletion } from './streamed-completion.js';

const ANSWER =
  'data: {"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';

describe('StreamedCompletion', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  function begin() {
    const seen = { types: [] as string[], completed: false, error: undefined as unknown };
    let parts: Subscriber<LanguageModelV4StreamPart> | undefined;
    new Observable<LanguageModelV4StreamPart>((subscriber) => {
      parts = subscriber;
    }).subscribe({
      next: ({ type }) => seen.types.push(type),
      error: (error: unknown) => (seen.error = error),
      complete: () => (seen.completed = true),
    });
    if (parts === undefined) throw new Error('Nobody subscribed.');
    const completion = new StreamedCompletion(parts, { baseUrl: 'http://127.0.0.1:9/v1' });
    completion.onHeaders(200, { 'content-type': 'Text/Event-Stream' });
    completion.onData(Buffer.from(ANSWER));
    return { completion, seen };
  }

  it('ends soon after [DONE], although the upstream keeps its connection open', () => {
    const { seen } = begin();
    expect(seen.completed).toBe(false);
    jest.advanceTimersByTime(1_000);
    expect(seen).toMatchObject({ completed: true, error: undefined });
    expect(seen.types.at(-1)).toBe('finish');
  });

  it('takes a connection that breaks after [DONE] for an end', () => {
    const { completion, seen } = begin();
    completion.onError(new Error('reset'));
    expect(seen).toMatchObject({ completed: true, error: undefined });
  });

  it('ends once, however often the end is told', () => {
    const { completion, seen } = begin();
    completion.onEnd();
    jest.advanceTimersByTime(1_000);
    expect(seen.types.filter((type) => type === 'finish')).toHaveLength(1);
  });
});

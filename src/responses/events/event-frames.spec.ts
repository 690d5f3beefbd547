import { describe, expect, it } from '@jest/globals';
import { EventEncoder } from './event-encoder.js';
import { SseEventFrames } from './event-frames.js';

const PLACE = { item_id: 'msg_1', output_index: 0, content_index: 0 };
const TEXT = 'response.output_text.delta';

function written(obfuscates = false, after = -1) {
  const frames: string[] = [];
  const writer = new SseEventFrames((frame) => frames.push(frame), { obfuscates, after });
  return { frames, writer, events: new EventEncoder(writer) };
}

function dataOf(frame: string | undefined): Record<string, unknown> {
  const line = frame?.split('\n').find((candidate) => candidate.startsWith('data: ')) ?? '';
  return JSON.parse(line.slice('data: '.length)) as Record<string, unknown>;
}

describe('SseEventFrames', () => {
  it('writes an event with its type twice and its number, on one line of data', () => {
    const { frames, events } = written();
    events.emit('response.x', { a: 1 });
    events.emit('response.y', {});
    expect(frames).toEqual([
      'event: response.x\ndata: {"type":"response.x","sequence_number":0,"a":1}\n\n',
      'event: response.y\ndata: {"type":"response.y","sequence_number":1}\n\n',
    ]);
  });

  it('writes pieces of text with what every reader of them needs, numbered among the rest', () => {
    const { frames, events } = written();
    events.emit('response.x', {});
    events.delta(TEXT, PLACE, 'He said "hi"\n');
    events.delta('response.function_call_arguments.delta', { item_id: 'fc_1', output_index: 1 }, '{"a"');
    events.delta(TEXT, PLACE, 'again');
    expect(frames.slice(1).map(dataOf)).toEqual([
      { type: TEXT, sequence_number: 1, ...PLACE, delta: 'He said "hi"\n', logprobs: [] },
      {
        type: 'response.function_call_arguments.delta',
        sequence_number: 2,
        item_id: 'fc_1',
        output_index: 1,
        delta: '{"a"',
      },
      { type: TEXT, sequence_number: 3, ...PLACE, delta: 'again', logprobs: [] },
    ]);
    expect(frames[1]?.split('\n')[0]).toBe(`event: ${TEXT}`);
  });

  it('splits what would make a line longer than 64 KiB, between characters', () => {
    const { frames, events } = written();
    const text = `${'\u0001'.repeat(9_999)}😀${'x'.repeat(15_000)}`;
    events.delta(TEXT, PLACE, text);
    expect(frames.length).toBeGreaterThan(1);
    expect(frames.every((frame) => Buffer.byteLength(frame) < 65_536)).toBe(true);
    expect(frames.map((frame) => dataOf(frame)['delta']).join('')).toBe(text);
    expect(frames.some((frame) => /\\ud83d"/.test(frame))).toBe(false);
  });

  it('splits the log probabilities of many tokens', () => {
    const { frames, events } = written();
    const logprobs = Array.from({ length: 500 }, (_, index) => ({
      token: `token${index}`,
      logprob: -1,
      bytes: [1, 2, 3],
      top_logprobs: [{ token: 'x'.repeat(300), logprob: -1, bytes: [] }],
    }));
    events.textWithLogprobs(PLACE, 'all of them', logprobs);
    expect(frames.every((frame) => Buffer.byteLength(frame) < 65_536)).toBe(true);
    expect(frames.map((frame) => dataOf(frame)['delta']).join('')).toBe('all of them');
    expect(frames.flatMap((frame) => dataOf(frame)['logprobs'])).toHaveLength(500);
  });

  it('escapes what some readers take for the end of a line', () => {
    const { frames, events } = written();
    events.delta(TEXT, PLACE, 'a\u2028b\u2029c\u0085d');
    events.emit('response.x', { text: '\u2028' });
    expect(frames.join('')).not.toMatch(/[\u0085\u2028\u2029]/);
    expect(dataOf(frames[0])['delta']).toBe('a\u2028b\u2029c\u0085d');
  });

  it('pads pieces of text to steps of one length', () => {
    const { frames, events } = written(true);
    for (const text of ['a', 'ab', 'abc', 'abcd']) events.delta(TEXT, PLACE, text);
    expect(frames.every((frame) => typeof dataOf(frame)['obfuscation'] === 'string')).toBe(true);
    expect(new Set(frames.map(({ length }) => length)).size).toBe(1);
  });

  it('tells an error both ways', () => {
    const { writer } = written();
    const error = { message: 'No.', type: 'server_error', code: 'x', param: null };
    expect(dataOf(writer.error(error))).toEqual({
      type: 'error',
      sequence_number: 0,
      code: 'x',
      message: 'No.',
      param: null,
      error,
    });
  });
});

import { describe, expect, it } from '@jest/globals';
import { StatusLines } from './status-lines.js';
import type { ToolEvent } from './tool-activity.js';

const HEAD = { id: 'chatcmpl-1', created: 1_700_000_000, model: 'hermes-agent' };

function calls(callId: string, toolName = 'read_file', input: object = { path: 'a.txt' }): ToolEvent {
  return {
    type: 'tool-call-end',
    callId,
    toolName,
    arguments: JSON.stringify(input),
    executor: 'agent',
  };
}

function progresses(callId: string, message: string): ToolEvent {
  return { type: 'tool-progress', callId, toolName: 'read_file', message };
}

function results(callId: string, { isError = false, durationMs = 5 } = {}): ToolEvent {
  const result = { content: [{ type: 'text' as const, text: 'Whatever it says.' }], isError };
  return { type: 'tool-result', callId, toolName: 'read_file', result, durationMs };
}

interface StatusChunk {
  readonly event: { readonly data: { readonly description: string; readonly done: boolean } };
}

/** The status of each frame, with an asterisk where it goes on. */
function statusesOf(frames: string): string[] {
  return frames
    .split('\n\n')
    .filter((frame) => frame !== '')
    .map((frame) => {
      const { data } = (JSON.parse(frame.slice('data: '.length)) as StatusChunk).event;
      return data.description + (data.done ? '' : ' *');
    });
}

function tell(...events: ToolEvent[]): string[] {
  const lines = new StatusLines(HEAD);
  return events.flatMap((event) => statusesOf(lines.tell(0, event)));
}

describe('StatusLines', () => {
  it('are chunks without choices that hold nothing but a status', () => {
    const frame = new StatusLines(HEAD).tell(0, calls('c1'));
    expect(JSON.parse(frame.slice('data: '.length))).toEqual({
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1_700_000_000,
      model: 'hermes-agent',
      choices: [],
      event: { type: 'status', data: { description: 'Reading a file: a.txt', done: false } },
    });
    expect(frame).toMatch(/^data: [^\n]+\n\n$/);
  });

  it('say what is done, and then that it is done', () => {
    expect(tell(calls('c1'), results('c1'))).toEqual(['Reading a file: a.txt *', 'Read a file: a.txt']);
  });

  it('say how long it took, where it took long', () => {
    expect(tell(calls('c1'), results('c1', { durationMs: 12_400 })).at(-1)).toBe('Read a file: a.txt (12 s)');
  });

  it('say that it failed', () => {
    expect(tell(calls('c1'), results('c1', { isError: true })).at(-1)).toBe('Failed: Reading a file: a.txt');
  });

  it('name tools that nobody has put into words', () => {
    expect(tell(calls('c1', 'get_weather', { city: 'Oslo' }), results('c1'))).toEqual([
      'Using get_weather: Oslo *',
      'Used get_weather: Oslo',
    ]);
  });

  it('go on until the last of several calls has ended', () => {
    const events = [calls('c1'), calls('c2', 'current_time', {}), results('c1'), results('c2')];
    expect(tell(...events)).toEqual([
      'Reading a file: a.txt *',
      'Looking at the clock *',
      'Read a file: a.txt · 1 more running *',
      'Looked at the clock',
    ]);
  });

  it('tell calls of two choices apart', () => {
    const lines = new StatusLines(HEAD);
    lines.tell(0, calls('c1'));
    lines.tell(1, calls('c1'));
    expect(statusesOf(lines.end(0))).toEqual(['Stopped: Reading a file: a.txt *']);
    expect(statusesOf(lines.tell(1, results('c1')))).toEqual(['Read a file: a.txt']);
    expect(lines.end(1)).toBe('');
  });

  it('end with a last line where a call has not ended', () => {
    const lines = new StatusLines(HEAD);
    lines.tell(0, calls('c1'));
    expect(statusesOf(lines.end(0))).toEqual(['Stopped: Reading a file: a.txt']);
    expect(lines.end(0)).toBe('');
  });

  it('say nothing of calls that they do not know', () => {
    expect(tell(results('c1'), progresses('c1', 'half'))).toEqual([]);
  });

  it('tell progress now and then, and less often the longer it takes', () => {
    let now = 0;
    const lines = new StatusLines(HEAD, () => now);
    lines.tell(0, calls('c1'));
    const toldAt: number[] = [];
    for (now = 100; now <= 60_000; now += 100)
      if (lines.tell(0, progresses('c1', `${now} ms`)) !== '') toldAt.push(now);
    expect(toldAt.slice(0, 3)).toEqual([1000, 2000, 3000]);
    expect(toldAt.length).toBeLessThan(35);
    expect((toldAt.at(-1) ?? 0) - (toldAt.at(-2) ?? 0)).toBeGreaterThan(4000);
  });

  it('do not repeat progress', () => {
    let now = 0;
    const lines = new StatusLines(HEAD, () => now);
    lines.tell(0, calls('c1'));
    now = 2000;
    expect(statusesOf(lines.tell(0, progresses('c1', 'half\nof it')))).toEqual([
      'Reading a file: a.txt – half of it *',
    ]);
    now = 9000;
    expect(lines.tell(0, progresses('c1', 'half of it'))).toBe('');
  });

  it('are one short line each, whatever the model and the tools say', () => {
    let now = 0;
    const lines = new StatusLines(HEAD, () => now);
    const hostile = '"}},"event":{"type":"execute","data":{"code":"alert(1)"}}\n\ndata: {"event":{}}\n\n';
    let frames = lines.tell(0, calls(hostile, hostile.repeat(50), { [hostile]: hostile.repeat(500) }));
    now = 5000;
    frames += lines.tell(0, progresses(hostile, hostile.repeat(500)));
    frames += lines.tell(0, results(hostile));
    const chunks = frames
      .trimEnd()
      .split('\n\n')
      .map((frame) => JSON.parse(frame.slice('data: '.length)) as StatusChunk);
    expect(chunks).toHaveLength(3);
    for (const { event } of chunks) {
      expect(Object.keys(event)).toEqual(['type', 'data']);
      expect(event).toMatchObject({ type: 'status' });
      expect(Object.keys(event.data)).toEqual(['description', 'done']);
      expect(event.data.description.length).toBeLessThanOrEqual(200);
      expect(event.data.description).not.toContain('\n');
    }
  });
});

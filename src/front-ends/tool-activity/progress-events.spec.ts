import { describe, expect, it } from '@jest/globals';
import { ProgressEvents } from './progress-events.js';
import type { ToolEvent } from './tool-activity.js';

function calls(callId: string, toolName: string): ToolEvent {
  return { type: 'tool-call-end', callId, toolName, arguments: '{"city":"Oslo"}', executor: 'agent' };
}

function results(callId: string, isError = false): ToolEvent {
  return { type: 'tool-result', callId, toolName: 'any', result: { content: [], isError }, durationMs: 1 };
}

function eventsOf(frames: string): unknown[] {
  return frames
    .split('\n\n')
    .filter((frame) => frame !== '')
    .map((frame) => {
      const [name, data = ''] = frame.split('\n');
      expect(name).toBe('event: hermes.tool.progress');
      return JSON.parse(data.slice('data: '.length)) as unknown;
    });
}

describe('ProgressEvents', () => {
  it('tell once that a call runs, and once that it has ended', () => {
    const events = new ProgressEvents();
    expect(eventsOf(events.tell(0, calls('c1', 'get_weather')))).toEqual([
      {
        tool: 'get_weather',
        toolCallId: 'c1',
        emoji: '⚙️',
        label: 'Using get_weather: Oslo',
        status: 'running',
      },
    ]);
    expect(
      events.tell(0, { type: 'tool-progress', callId: 'c1', toolName: 'get_weather', message: '50 %' }),
    ).toBe('');
    expect(eventsOf(events.tell(0, results('c1')))).toEqual([
      { tool: 'get_weather', toolCallId: 'c1', status: 'completed' },
    ]);
    expect(events.tell(0, results('c1'))).toBe('');
  });

  it('say so where a call has failed, or did not end', () => {
    const events = new ProgressEvents();
    events.tell(0, calls('c1', 'pay'));
    events.tell(0, calls('c2', 'pay'));
    const failed = { tool: 'pay', status: 'completed', error: true };
    expect(eventsOf(events.tell(0, results('c1', true)))).toEqual([{ ...failed, toolCallId: 'c1' }]);
    expect(eventsOf(events.end(0))).toEqual([{ ...failed, toolCallId: 'c2' }]);
    expect(events.end(0)).toBe('');
  });

  it('are not told of tools whose names begin with an underscore', () => {
    const events = new ProgressEvents();
    expect(events.tell(0, calls('c1', '_think'))).toBe('');
    expect(events.tell(0, results('c1'))).toBe('');
  });
});

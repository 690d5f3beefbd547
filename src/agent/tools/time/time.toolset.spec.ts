import { describe, expect, it } from '@jest/globals';
import type { JSONObject } from '@ai-sdk/provider';
import type { ToolContext, ToolResult } from '../tool.js';
import { timeToolset } from './time.toolset.js';

const CONTEXT: ToolContext = {
  owner: 'ada',
  agentId: 'agent',
  runId: 'run',
  callId: 'call',
  signal: new AbortController().signal,
  report: () => undefined,
};

function ask(input: JSONObject, now = '2026-02-28T23:30:05.900Z'): Promise<ToolResult> {
  const [tool] = timeToolset({ clock: () => Date.parse(now) }).tools();
  if (tool === undefined) throw new Error('There is no tool.');
  return tool.execute(input, CONTEXT);
}

describe('current_time', () => {
  it('tells the time of a zone, as text and as data', async () => {
    await expect(ask({ time_zone: 'Australia/Adelaide' })).resolves.toEqual({
      content: [{ type: 'text', text: 'Sunday, 2026-03-01T10:00:05+10:30 (Australia/Adelaide)' }],
      structuredContent: {
        iso: '2026-03-01T10:00:05+10:30',
        weekday: 'Sunday',
        time_zone: 'Australia/Adelaide',
        unix_seconds: 1_772_321_405,
      },
    });
  });

  it.each([
    ['UTC', '2026-02-28T23:30:05.900Z', '2026-02-28T23:30:05+00:00'],
    ['Europe/London', '2026-07-01T00:00:00Z', '2026-07-01T01:00:00+01:00'],
    ['America/St_Johns', '2026-01-01T00:00:00Z', '2025-12-31T20:30:00-03:30'],
    ['america/new_york', '2026-01-01T05:00:00Z', '2026-01-01T00:00:00-05:00'],
    ['+02:00', '2026-01-01T00:00:00Z', '2026-01-01T02:00:00+02:00'],
  ])('minds the offset of %s at %s', async (zone, now, iso) => {
    const { structuredContent } = await ask({ time_zone: zone }, now);
    expect(structuredContent).toMatchObject({ iso });
    expect(Date.parse(iso)).toBe(Math.floor(Date.parse(now) / 1000) * 1000);
  });

  it('takes the zone of the machine when none is given', async () => {
    const { structuredContent } = await ask({});
    expect(structuredContent).toMatchObject({ time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone });
  });

  it.each(['Mars/Olympus', '', 'Berlin'])('names the unknown zone %j and gives an example', async (zone) => {
    const result = await ask({ time_zone: zone });
    expect(result).toMatchObject({
      isError: true,
      content: [{ text: expect.stringMatching(`${JSON.stringify(zone)}.*America/New_York`) }],
    });
  });

  it('asks the real clock by default', async () => {
    const [tool] = timeToolset().tools();
    const before = Math.floor(Date.now() / 1000);
    const result = await tool?.execute({}, CONTEXT);
    const { unix_seconds: seconds } = result?.structuredContent as { unix_seconds: number };
    expect(seconds).toBeGreaterThanOrEqual(before);
    expect(seconds).toBeLessThanOrEqual(Math.ceil(Date.now() / 1000));
  });
});

import type { JSONObject } from '@ai-sdk/provider';
import { errorResult } from '../tool-result.js';
import type { ToolResult, Toolset } from '../tool.js';

/** Tells what time it is, in milliseconds since 1970. */
export type Clock = () => number;

/**
 * One tool, `current_time`: the date and time of a time zone, by default of the machine's own.
 *
 * @publicApi
 */
export function timeToolset({ clock = Date.now }: { readonly clock?: Clock } = {}): Toolset {
  const currentTime = {
    name: 'current_time',
    description:
      'Tells the current date, time and weekday. Use it whenever an answer depends on what day or time it is, as you cannot know it otherwise.',
    inputSchema: {
      type: 'object',
      properties: {
        time_zone: {
          type: 'string',
          description: 'An IANA time zone such as Europe/Berlin. Default: the time zone of the server.',
        },
      },
      additionalProperties: false,
    },
    execute: ({ time_zone: timeZone }: JSONObject) =>
      Promise.resolve(describeTime(clock(), timeZone as string | undefined)),
  } as const;
  const tools = [currentTime];
  return { name: 'time', tools: () => tools };
}

function describeTime(now: number, timeZone: string | undefined): ToolResult {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      ...(timeZone !== undefined && { timeZone: timeZone.trim() }),
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      weekday: 'long',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      timeZoneName: 'longOffset',
    });
  } catch {
    return errorResult(
      `There is no time zone ${JSON.stringify(timeZone)}. Use a name of the IANA database, e.g. "America/New_York" or "UTC".`,
    );
  }
  const time = partsOf(format, now);
  const zone = format.resolvedOptions().timeZone;
  return {
    content: [{ type: 'text', text: `${time.weekday}, ${time.iso} (${zone})` }],
    structuredContent: {
      iso: time.iso,
      weekday: time.weekday,
      time_zone: zone,
      unix_seconds: Math.floor(now / 1000),
    },
  };
}

function partsOf(format: Intl.DateTimeFormat, now: number): { iso: string; weekday: string } {
  const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  // "GMT" is an offset of nothing; others are "GMT+05:30".
  const offset = part('timeZoneName').replace('GMT', '') || '+00:00';
  const date = `${part('year')}-${part('month')}-${part('day')}`;
  return {
    iso: `${date}T${part('hour')}:${part('minute')}:${part('second')}${offset}`,
    weekday: part('weekday'),
  };
}

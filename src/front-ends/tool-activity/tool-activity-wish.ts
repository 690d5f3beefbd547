import type { IncomingHttpHeaders } from 'node:http';
import { BadRequestError } from '../../openai/api-error.js';
import { frontEndOf } from '../front-end.js';
import { ProgressEvents } from './progress-events.js';
import { StatusLines } from './status-lines.js';
import type { ToolActivityFormat } from './tool-activity.js';

/** What the client behind a request is to be shown of the agent's tools; `default` leaves it to the host. */
export type ToolActivityWish = 'status-lines' | 'progress-events' | 'nothing' | 'default';

const HEADER = 'x-hermes-tool-progress';
const ON: readonly unknown[] = ['1', 'true', 'on'];
const OFF: readonly unknown[] = ['0', 'false', 'off'];

/** What these headers ask for: in words, or by coming from a front end that has a way of its own. */
export function toolActivityWish(headers: IncomingHttpHeaders): ToolActivityWish {
  const asked = headers[HEADER];
  const isFrontEndsOwn = frontEndOf(headers).name === 'open-webui';
  if (asked === undefined || asked === '') return isFrontEndsOwn ? 'status-lines' : 'default';
  if (ON.includes(asked)) return 'progress-events';
  if (OFF.includes(asked)) return isFrontEndsOwn ? 'status-lines' : 'nothing';
  throw new BadRequestError("The header 'X-Hermes-Tool-Progress' must be '1' or '0'.", {
    param: 'X-Hermes-Tool-Progress',
    code: 'invalid_value',
  });
}

/** How the wish is fulfilled in a stream of chunks; undefined where nothing is told. */
export function toolActivityFormat(
  wish: ToolActivityWish,
  toolProgressEvents: boolean,
): ToolActivityFormat | undefined {
  switch (wish) {
    case 'status-lines':
      return (head) => new StatusLines(head);
    case 'progress-events':
      return () => new ProgressEvents();
    case 'nothing':
      return undefined;
    case 'default':
      return toolProgressEvents ? () => new ProgressEvents() : undefined;
  }
}

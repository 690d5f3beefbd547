import type { JSONObject } from '@ai-sdk/provider';
import { AgentError } from '../../agent-error.js';
import type { UpstreamMessageBody } from './chat-messages.mapper.js';

/** Shorter messages are encoded together. */
const PORTION_CHARACTERS = 1024;

/** Up to this size a body stays text: buffers live outside the heap, where nobody clears them away for long. */
const MOST_TEXT_CHARACTERS = 64 * 1024;

/**
 * A request body in JSON. Messages are serialized and, in a long history, encoded one by one: for megabytes that takes
 * half the time of making one string of it, and leaves far less garbage. Content whose JSON is known is not even that.
 */
export function serializeRequest(
  messages: readonly UpstreamMessageBody[],
  settings: JSONObject,
): string | Buffer {
  try {
    const portions = portionsOf(messages, settings);
    return isShortText(portions) ? portions.join('') : toBytes(portions);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new AgentError('invalid-request', 'The request is nested too deeply.', { cause: error });
  }
}

type Portion = string | Uint8Array;

function isShortText(portions: readonly Portion[]): portions is readonly string[] {
  let characters = 0;
  for (const portion of portions) {
    if (typeof portion !== 'string') return false;
    characters += portion.length;
  }
  return characters <= MOST_TEXT_CHARACTERS;
}

function toBytes(portions: readonly Portion[]): Buffer {
  const bytes = Buffer.allocUnsafeSlow(
    portions.reduce((sum, portion) => sum + Buffer.byteLength(portion), 0),
  );
  let position = 0;
  for (const portion of portions) {
    if (typeof portion === 'string') position += bytes.write(portion, position);
    else {
      bytes.set(portion, position);
      position += portion.byteLength;
    }
  }
  return bytes;
}

function portionsOf(messages: readonly UpstreamMessageBody[], settings: JSONObject): Portion[] {
  const portions: Portion[] = [];
  let text = '{"messages":[';
  for (const [index, { fields, contentSource }] of messages.entries()) {
    if (index > 0) text += ',';
    const json = JSON.stringify(fields);
    if (contentSource !== undefined) {
      portions.push(`${text}${json.slice(0, -1)},"content":`, contentSource);
      text = '}';
    } else if (json.length > PORTION_CHARACTERS) {
      portions.push(text, json);
      text = '';
    } else if (text.length > PORTION_CHARACTERS) {
      portions.push(text);
      text = json;
    } else text += json;
  }
  // The settings hold the model at least, so that something follows the comma.
  portions.push(`${text}],${JSON.stringify(settings).slice(1)}`);
  return portions;
}

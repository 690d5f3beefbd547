import type { JSONObject } from '@ai-sdk/provider';
import { AgentError } from '../../agent-error.js';
import type { UpstreamMessageBody } from './chat-messages.mapper.js';

/** Shorter messages are encoded together. */
const PORTION_CHARACTERS = 1024;

/**
 * A request body in JSON. Messages are serialized and encoded one by one: for a history of megabytes that takes half
 * the time of making one string of it, and leaves far less garbage. Content whose JSON is known is not even that.
 */
export function serializeRequest(messages: readonly UpstreamMessageBody[], settings: JSONObject): Buffer {
  try {
    return Buffer.concat(portionsOf(messages, settings));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new AgentError('invalid-request', 'The request is nested too deeply.', { cause: error });
  }
}

function portionsOf(messages: readonly UpstreamMessageBody[], settings: JSONObject): Uint8Array[] {
  const portions: Uint8Array[] = [];
  let text = '{"messages":[';
  for (const [index, { fields, contentSource }] of messages.entries()) {
    if (index > 0) text += ',';
    const json = JSON.stringify(fields);
    if (contentSource !== undefined) {
      portions.push(Buffer.from(`${text}${json.slice(0, -1)},"content":`), contentSource);
      text = '}';
    } else if (json.length > PORTION_CHARACTERS) {
      portions.push(Buffer.from(text), Buffer.from(json));
      text = '';
    } else if (text.length > PORTION_CHARACTERS) {
      portions.push(Buffer.from(text));
      text = json;
    } else text += json;
  }
  // The settings hold the model at least, so that something follows the comma.
  portions.push(Buffer.from(`${text}],${JSON.stringify(settings).slice(1)}`));
  return portions;
}

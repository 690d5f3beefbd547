import { JsonText } from '../../openai/large-json/json-text.js';
import { withoutReplayedBlocks } from './replayed-blocks.js';

/** What makes a text worth decoding, as it may stand in JSON, its bytes taken for characters. */
const MARKER_IN_SOURCE =
  /<(?:details|think|reason|thought|\|begin_of_thought)|\\u003[cC]|\\u25[cC]1|\xe2\x97\x81think/;

/** What a text with a marker has at least; looking for these costs next to nothing. */
const SIGNS = ['<', '\\u', '◁'].map((sign) => Buffer.from(sign));

/**
 * What an assistant said in an earlier turn, without what front ends show around it. A text that has not been decoded
 * stays so where it holds nothing of the kind.
 */
export function saidText(text: string): string;
export function saidText(text: string | JsonText): string | JsonText;
export function saidText(text: string | JsonText): string | JsonText {
  if (typeof text === 'string') return withoutReplayedBlocks(text);
  if (!mayHaveMarker(text.source)) return text;
  const whole = text.toString();
  const said = withoutReplayedBlocks(whole);
  return said === whole ? text : said;
}

function mayHaveMarker({ buffer, byteOffset, byteLength }: Uint8Array): boolean {
  const source = Buffer.from(buffer, byteOffset, byteLength);
  return SIGNS.some((sign) => source.includes(sign)) && MARKER_IN_SOURCE.test(source.toString('latin1'));
}

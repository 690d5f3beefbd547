import { Rejection, type Parser } from './parser.js';

const MINIMUM_LENGTH = 8;
const MAKE_ONE = 'make one with `openssl rand -hex 32`';

/** What examples put in the place of a key, without punctuation. */
const PLACEHOLDERS = [
  /^(?:please)?(?:change|replace)(?:me|this|it)\w*$/,
  /^your\w*(?:key|secret|token|password)(?:here)?$/,
  /^(?:my|our|the|a)?(?:super|very|top)?secret(?:api)?(?:key|token|password|value)?$/,
  /^(?:my|the|an?)?(?:some|test|demo|dummy|sample|example|default|hermes)?(?:api)?(?:server)?(?:key|token|password)(?:here)?$/,
  /^(?:placeholder|insertkeyhere|todo|fixme|none|null|undefined|test|example|hermesagent)$/,
  /^(.)\1*$/,
  /^12345678?9?0?$/,
];

/** Reads a key that can be sent in an HTTP header as it is. */
export const parseHeaderKey: Parser<string> = (text) => {
  if (text.trim() !== text) return new Rejection('must not begin or end with white space or a line break');
  if (!/^[\x20-\x7e]+$/.test(text)) {
    return new Rejection('must consist of printable ASCII characters, without line breaks');
  }
  return text;
};

/** Reads the key that guards this server: long enough, and not one that stands in an example. */
export const parseServerKey: Parser<string> = (text, context) => {
  if (/^\$[({]/.test(text)) {
    return new Rejection(
      'must be a key itself: a shell expression is not run here, so paste what `openssl rand -hex 32` prints',
    );
  }
  if (isPlaceholder(text)) {
    return new Rejection(`must not be a placeholder that anyone can guess: ${MAKE_ONE}`);
  }
  if (text.length < MINIMUM_LENGTH) {
    return new Rejection(`must have at least ${MINIMUM_LENGTH} characters: ${MAKE_ONE}`);
  }
  return parseHeaderKey(text, context);
};

function isPlaceholder(text: string): boolean {
  const letters = text.toLowerCase().replace(/[^a-z\d]/g, '');
  return /^(.)\1*$/s.test(text) || PLACEHOLDERS.some((placeholder) => placeholder.test(letters));
}

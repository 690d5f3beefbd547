import { patternInstance } from './pattern-instance.js';
import { asNumber, type Schema } from './schema.js';

const LONGEST = 100_000;

const FORMATS: Readonly<Record<string, (ordinal: number) => string>> = {
  date: (ordinal) => `2026-01-${String(1 + (ordinal % 28)).padStart(2, '0')}`,
  'date-time': (ordinal) => `2026-01-${String(1 + (ordinal % 28)).padStart(2, '0')}T09:00:00Z`,
  time: (ordinal) => `${String(ordinal % 24).padStart(2, '0')}:00:00Z`,
  duration: (ordinal) => `P${1 + ordinal}D`,
  email: (ordinal) => `demo${ordinal === 0 ? '' : ordinal + 1}@example.com`,
  'idn-email': () => 'demo@example.com',
  hostname: (ordinal) => `${ordinal === 0 ? 'www' : `www${ordinal + 1}`}.example.com`,
  ipv4: (ordinal) => `192.0.2.${1 + (ordinal % 254)}`,
  ipv6: (ordinal) => `2001:db8::${(1 + ordinal).toString(16)}`,
  uri: (ordinal) => `https://example.com/${ordinal === 0 ? '' : ordinal + 1}`,
  url: () => 'https://example.com/',
  iri: () => 'https://example.com/',
  'uri-reference': () => '/example',
  uuid: (ordinal) => `123e4567-e89b-42d3-a456-${(0x426614174000 + ordinal).toString(16)}`,
  'json-pointer': () => '/example',
  regex: () => '.*',
  byte: () => 'ZXhhbXBsZQ==',
};

/** A text that the schema allows; undefined where it would have to be absurdly long. */
export function stringInstance(
  schema: Schema,
  name: string | undefined,
  ordinal: number,
): string | undefined {
  const { pattern, format } = schema;
  const minLength = asNumber(schema['minLength']) ?? 0;
  if (minLength > LONGEST) return undefined;
  const matching = typeof pattern === 'string' ? patternInstance(pattern, minLength, ordinal) : undefined;
  if (matching !== undefined) return matching;
  if (typeof format === 'string' && Object.hasOwn(FORMATS, format)) return FORMATS[format]?.(ordinal);
  const text = `${ordinal === 0 ? '' : `${ordinal + 1}. `}Example${name === undefined ? '' : ` ${asWords(name)}`}`;
  const characters = [...text.padEnd(minLength, '.')];
  return characters.slice(0, asNumber(schema['maxLength']) ?? characters.length).join('');
}

function asWords(name: string): string {
  return name
    .replaceAll(/[_-]+/g, ' ')
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase();
}

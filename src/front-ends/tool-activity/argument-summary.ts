import { isRecord } from '../../openai/is-record.js';
import { singleLine } from './single-line.js';

/** Arguments that say best what a call is about, in this order. */
const TELLING = [
  'query',
  'q',
  'pattern',
  'url',
  'uri',
  'path',
  'file_path',
  'filename',
  'command',
  'location',
  'city',
  'time_zone',
  'timezone',
  'topic',
  'title',
  'name',
];
const SECRET_NAME = /pass|secret|token|api.?key|auth|credential|cookie|session|private|signature/i;
const LONGEST_ARGUMENTS = 1_000_000;
const LONGEST_SUMMARY = 100;

/** Values within a text that are nobody's business: what stands beside such a name, and keys that look like keys. */
const SECRET_VALUES: readonly [RegExp, string][] = [
  [/\b(https?:\/\/)[^\s/@]{1,200}@/gi, '$1'],
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, '$1 …'],
  [
    /([\w-]{0,40}(?:password|passwd|secret|token|api[_-]?key|authorization)["']?\s{0,3}[=:]\s{0,3})[^\s&,;]+/gi,
    '$1…',
  ],
  [/(--?(?:password|token|secret|api-key)\s{1,3})\S+/gi, '$1…'],
  [/\b(?:sk|pk|rk|gh[pousr]|xox[abpr]|glpat)[-_][\w-]{12,}/g, '…'],
];

/**
 * What a call is about, in a few words of its arguments: the one that says most, shortened. Arguments that are named
 * like secrets are not shown, nor are values that look like one. '' where nothing in them can be shown.
 */
export function argumentSummary(text: string): string {
  const shown = tellingValue(parse(text));
  return shown === undefined ? '' : singleLine(withoutSecrets(shown), LONGEST_SUMMARY);
}

function parse(text: string): unknown {
  if (text.length > LONGEST_ARGUMENTS) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function tellingValue(input: unknown): string | undefined {
  if (!isRecord(input)) return undefined;
  for (const name of [...TELLING, ...Object.keys(input)]) {
    if (SECRET_NAME.test(name) || !Object.hasOwn(input, name)) continue;
    const value = input[name];
    if (typeof value === 'string' && value.trim() !== '') return value;
    if (typeof value === 'number') return String(value);
  }
  return undefined;
}

function withoutSecrets(value: string): string {
  let text = withoutQuery(value.slice(0, 1000));
  for (const [secret, instead] of SECRET_VALUES) text = text.replace(secret, instead);
  return text;
}

/** The address of a page without what else may be in it. */
function withoutQuery(value: string): string {
  if (!/^https?:\/\//i.test(value) || !URL.canParse(value)) return value;
  const { host, pathname } = new URL(value);
  return pathname === '/' ? host : host + pathname;
}

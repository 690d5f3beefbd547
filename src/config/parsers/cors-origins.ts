import { Rejection, type Parser } from './parser.js';

const EXAMPLES = 'https://chat.example.com or tauri://localhost';
const SCHEMES_WITHOUT_ORIGIN = ['file', 'data', 'blob', 'about', 'javascript'];

/** Reads `*`, or a comma separated list of the origins that browsers and app shells send. */
export const parseCorsOrigins: Parser<'*' | readonly string[]> = (text) => {
  if (text === '*') return '*';
  const entries = text.split(',').map((entry) => entry.trim());
  const origins = entries.filter((entry) => entry !== '').map(parseOrigin);
  const refusals = origins.flatMap((origin) => (origin instanceof Rejection ? [origin.rule] : []));
  if (refusals.length > 0) {
    return new Rejection(
      `must be * or a comma separated list of origins such as ${EXAMPLES}: ${refusals.join('; ')}`,
    );
  }
  return [...new Set(origins.filter((origin) => typeof origin === 'string'))];
};

function parseOrigin(entry: string): string | Rejection {
  if (entry === '*') return new Rejection('* cannot be combined with others');
  if (entry.toLowerCase() === 'null') {
    return new Rejection('"null" is not allowed, because any sandboxed page or local file can send it');
  }
  const [, scheme, host, rest] = /^([a-z][a-z\d+.-]*):\/\/([^/?#]*)(.*)$/i.exec(entry) ?? [];
  if (scheme === undefined || host === undefined) {
    return new Rejection(
      `"${entry}" has no scheme, write "https://${entry.replace(/\/.*$/, '')}" (or http://)`,
    );
  }
  if (rest !== '')
    return new Rejection(`"${entry}" has a slash or a path at its end, write "${scheme}://${host}"`);
  if (host.includes('*')) return new Rejection(`"${entry}" holds a wildcard, list each origin instead`);
  return normalized(entry, scheme.toLowerCase(), host);
}

/** As the client writes it: lower case, and without the scheme's default port (RFC 6454, section 6.1). */
function normalized(entry: string, scheme: string, host: string): string | Rejection {
  const url = URL.parse(entry);
  if (url === null || !/^[^@\s]+$/.test(host) || SCHEMES_WITHOUT_ORIGIN.includes(scheme)) {
    return new Rejection(`"${entry}" is not an origin`);
  }
  return scheme === 'http' || scheme === 'https' ? url.origin : entry.toLowerCase();
}

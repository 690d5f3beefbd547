import type { McpServerConfig } from './mcp-server-config.js';

const LONGEST_TEXT = 500;
/** Shorter values, such as a port or `true`, are no secrets, and would black out ordinary words. */
const SHORTEST_SECRET = 6;

/**
 * What a server says, fit for a log line: on one line, of bounded length, without the values of its environment, its
 * headers and its address's query.
 */
export function concealSecrets(config: McpServerConfig): (text: string) => string {
  const secrets = [...new Set(secretsOf(config))]
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .sort((one, other) => other.length - one.length);
  return (text) => {
    // Cut after the secrets are gone, or half of one could remain.
    const concealed = secrets.reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text);
    const line = concealed.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
    return line.length <= LONGEST_TEXT ? line : `${line.slice(0, LONGEST_TEXT)} …`;
  };
}

function secretsOf(config: McpServerConfig): string[] {
  if (config.type === 'stdio') return Object.values(config.env ?? {});
  const headers = Object.values(config.headers ?? {});
  const url = URL.parse(config.url);
  return [
    ...headers,
    // The token of `Bearer TOKEN`, which a server may quote alone.
    ...headers.flatMap((value) => value.split(/\s+/)),
    ...(url === null ? [] : [url.search, ...url.searchParams.values()]),
  ];
}

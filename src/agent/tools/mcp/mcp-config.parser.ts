import type { HttpServerConfig, McpServerConfig, StdioServerConfig } from './mcp-server-config.js';
import { type Environment, substituteVariables } from './substitute-variables.js';

/**
 * What an `mcpServers` file says. The servers are complete only if there are no problems.
 *
 * @publicApi
 */
export interface ParsedMcpConfig {
  readonly servers: Readonly<Record<string, McpServerConfig>>;
  /** A sentence for each thing to correct, naming its place; never a value. */
  readonly problems: readonly string[];
}

const HTTP_TYPES = new Set(['http', 'streamable-http', 'streamableHttp', 'streamable_http']);
/** Some programs count `timeout` in seconds, others in milliseconds; nobody waits for less than a second. */
const FEWEST_MILLISECONDS = 1_000;

/**
 * Reads a file in the `mcpServers` format of Claude Desktop, Cursor and others (VS Code calls the same `servers`), and
 * puts variables of the environment in. Fields that only other programs know are ignored.
 *
 * @publicApi
 */
export function parseMcpConfig(text: string, environment: Environment): ParsedMcpConfig {
  const problems: string[] = [];
  const entries = serverEntries(text, problems);
  const servers = entries.flatMap(([name, entry]) => {
    const reader = new EntryReader(`MCP server '${name}'`, entry, environment, problems);
    const config = reader.isDisabled() ? undefined : reader.read();
    return config === undefined ? [] : [[name, config] as const];
  });
  return { servers: Object.fromEntries(servers), problems };
}

function serverEntries(text: string, problems: string[]): [string, Record<string, unknown>][] {
  const servers = serversOf(text, problems);
  return Object.entries(servers).flatMap(([name, entry]): [string, Record<string, unknown>][] => {
    if (isObject(entry) && name.trim() !== '') return [[name, entry]];
    problems.push(
      name.trim() === ''
        ? 'A server has no name.'
        : `MCP server '${name}' must be an object: {"command": …}.`,
    );
    return [];
  });
}

function serversOf(text: string, problems: string[]): Record<string, unknown> {
  let file: unknown;
  try {
    file = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    // The parser's own message quotes the file, and with it secrets.
    const place = /line \d+ column \d+/.exec(String(error))?.[0];
    problems.push(
      `It is not valid JSON${place === undefined ? '' : ` (${place})`}. Comments and trailing commas are not allowed.`,
    );
    return {};
  }
  const servers = isObject(file) ? (file['mcpServers'] ?? file['servers']) : undefined;
  if (isObject(servers)) return servers;
  problems.push('It must be {"mcpServers": {"name": {"command": …}}}.');
  return {};
}

/** Reads one server of the file. */
class EntryReader {
  constructor(
    private readonly place: string,
    private readonly entry: Readonly<Record<string, unknown>>,
    private readonly environment: Environment,
    private readonly problems: string[],
  ) {}

  isDisabled(): boolean {
    return this.entry['disabled'] === true;
  }

  read(): McpServerConfig | undefined {
    const { command, url } = this.entry;
    const type = this.entry['type'] ?? this.entry['transport'] ?? (command === undefined ? 'http' : 'stdio');
    if (type === 'stdio') return this.stdioServer();
    if (typeof type === 'string' && HTTP_TYPES.has(type)) {
      if (url !== undefined || this.entry['type'] !== undefined) return this.httpServer();
      this.problem('needs a `command` to start, or the `url` of a server that runs');
    } else if (type === 'sse') {
      this.problem(
        'uses the transport `sse`, which MCP has given up; use the server’s streamable HTTP address',
      );
    } else {
      this.problem('has a `type` that is not known; use `stdio` or `http`');
    }
    return undefined;
  }

  private stdioServer(): StdioServerConfig {
    const { args, env, cwd } = this.entry;
    return {
      type: 'stdio',
      command: this.required('command'),
      ...(args !== undefined && { args: this.texts('args', args) }),
      ...(env !== undefined && { env: this.record('env', env) }),
      ...(cwd !== undefined && { cwd: this.text('cwd', cwd) }),
      ...this.timeout(),
    };
  }

  private httpServer(): HttpServerConfig {
    const url = this.required('url');
    if (url !== '') this.checkUrl(url);
    const { headers } = this.entry;
    return {
      type: 'http',
      url,
      ...(headers !== undefined && { headers: this.headers(headers) }),
      ...this.timeout(),
    };
  }

  private checkUrl(url: string): void {
    const parsed = URL.parse(url);
    if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
      this.problem('has a `url` that is not an http:// or https:// address');
    } else if (parsed.username !== '' || parsed.password !== '') {
      this.problem('has credentials in its `url`; put them into `headers`, as "Authorization"');
    }
  }

  private headers(value: unknown): Readonly<Record<string, string>> {
    const headers = this.record('headers', value);
    for (const [name, text] of Object.entries(headers)) {
      try {
        new Headers([[name, text]]);
      } catch {
        this.problem(`has a header that HTTP does not allow: \`headers.${name}\``);
      }
    }
    return headers;
  }

  private timeout(): { timeoutMs?: number } {
    const { timeout } = this.entry;
    if (timeout === undefined || timeout === null) return {};
    if (typeof timeout !== 'number' || !(timeout > 0) || timeout > 3_600_000) {
      this.problem('has a `timeout` that is not a number of seconds or milliseconds, of an hour at most');
      return {};
    }
    return { timeoutMs: timeout < FEWEST_MILLISECONDS ? timeout * 1_000 : timeout };
  }

  private required(field: string): string {
    const text = this.text(field, this.entry[field] ?? '');
    // A variable that is missing has been reported already.
    if (text.trim() === '' && !String(this.entry[field] ?? '').includes('${')) {
      this.problem(`needs a \`${field}\``);
    }
    return text;
  }

  private text(field: string, value: unknown): string {
    if (typeof value === 'string') {
      return substituteVariables(value, this.environment, (problem) => {
        this.problems.push(`${this.place}: \`${field}\` ${problem}.`);
      });
    }
    this.problem(`has a \`${field}\` that is not a text`);
    return '';
  }

  private texts(field: string, value: unknown): readonly string[] {
    if (Array.isArray(value))
      return value.map((text, index) => this.text(`${field}[${index}]`, scalar(text)));
    this.problem(`has \`${field}\` that are not a list of texts`);
    return [];
  }

  /** What is null is left out, as others do. */
  private record(field: string, value: unknown): Readonly<Record<string, string>> {
    if (!isObject(value)) {
      this.problem(`has \`${field}\` that are not an object of texts`);
      return {};
    }
    const given = Object.entries(value).filter(([, text]) => text !== null);
    return Object.fromEntries(given.map(([key, text]) => [key, this.text(`${field}.${key}`, scalar(text))]));
  }

  private problem(problem: string): void {
    this.problems.push(`${this.place} ${problem}.`);
  }
}

/** Numbers and booleans are written without quotes often enough. */
function scalar(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

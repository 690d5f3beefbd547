import { describe, expect, it } from '@jest/globals';
import { parseMcpConfig } from './mcp-config.parser.js';

describe('parseMcpConfig', () => {
  it('reads a file of Claude Desktop', () => {
    const text = `{
      "mcpServers": {
        "files": {
          "command": "npx",
          "args": ["-y", "@modelcontextprotocol/server-filesystem", "/data"],
          "env": {"LEVEL": "info", "PORT": 80, "NONE": null},
          "cwd": "/srv"
        }
      },
      "globalShortcut": "Ctrl+Space"
    }`;
    expect(parseMcpConfig(text, {})).toEqual({
      servers: {
        files: {
          type: 'stdio',
          command: 'npx',
          args: ['-y', '@modelcontextprotocol/server-filesystem', '/data'],
          env: { LEVEL: 'info', PORT: '80' },
          cwd: '/srv',
        },
      },
      problems: [],
    });
  });

  it('reads the `servers` of VS Code, and its variables', () => {
    const servers = {
      search: { type: 'http', url: 'https://example.com/mcp', headers: { 'X-Key': '${env:KEY}' } },
    };
    expect(parseMcpConfig(JSON.stringify({ servers, inputs: [] }), { KEY: 'k' })).toEqual({
      servers: { search: { type: 'http', url: 'https://example.com/mcp', headers: { 'X-Key': 'k' } } },
      problems: [],
    });
  });

  it.each([
    [{}],
    [{ type: 'http' }],
    [{ type: 'streamable-http' }],
    [{ type: 'streamableHttp' }],
    [{ transport: 'streamable-http' }],
  ])('takes a url with %j for streamable HTTP', (fields) => {
    expect(parse({ web: { ...fields, url: 'http://localhost:3000/mcp' } })).toEqual({
      servers: { web: { type: 'http', url: 'http://localhost:3000/mcp' } },
      problems: [],
    });
  });

  it('puts variables into every text', () => {
    const { servers, problems } = parse(
      {
        files: {
          command: '${BIN}/server',
          args: ['--root=${ROOT:-/data}', '${EMPTY:-full}', '$HOME', '${BIN}:${BIN}'],
          env: { TOKEN: '${TOKEN}' },
          cwd: '${BIN}',
        },
        web: { url: 'https://${HOST}/mcp', headers: { Authorization: 'Bearer ${TOKEN}' } },
      },
      { BIN: '/opt', EMPTY: '', TOKEN: 'a $& b', HOST: 'example.com' },
    );
    expect(problems).toEqual([]);
    expect(servers).toEqual({
      files: {
        type: 'stdio',
        command: '/opt/server',
        args: ['--root=/data', 'full', '$HOME', '/opt:/opt'],
        env: { TOKEN: 'a $& b' },
        cwd: '/opt',
      },
      web: { type: 'http', url: 'https://example.com/mcp', headers: { Authorization: 'Bearer a $& b' } },
    });
  });

  it('names server, field and variable of each variable that is not set', () => {
    const { problems } = parse({
      files: { command: '${BIN}', args: ['-y', '${ROOT}'], env: { KEY: '${KEY}' } },
      web: { url: '${BASE}/mcp', headers: { 'X-Key': '${input:key}', 'X-Dir': '${a b}' } },
    });
    expect(problems).toEqual([
      "MCP server 'files': `command` needs the environment variable BIN, which is not set.",
      "MCP server 'files': `args[1]` needs the environment variable ROOT, which is not set.",
      "MCP server 'files': `env.KEY` needs the environment variable KEY, which is not set.",
      "MCP server 'web': `url` needs the environment variable BASE, which is not set.",
      "MCP server 'web' has a `url` that is not an http:// or https:// address.",
      "MCP server 'web': `headers.X-Key` asks somebody at a keyboard for ${input:key}; name an environment variable instead, as ${NAME}.",
      "MCP server 'web': `headers.X-Dir` has ${a b}, which is not an environment variable; write ${NAME} or ${NAME:-default}.",
    ]);
  });

  it('passes over servers that are disabled, whatever they need', () => {
    expect(parse({ off: { command: '${NOT_SET}', disabled: true } })).toEqual({ servers: {}, problems: [] });
  });

  it.each([
    [30, 30_000],
    [0.5, 500],
    [60_000, 60_000],
  ])('takes a timeout of %d for %d milliseconds', (timeout, timeoutMs) => {
    expect(parse({ slow: { command: 'slow', timeout } }).servers).toEqual({
      slow: { type: 'stdio', command: 'slow', timeoutMs },
    });
  });

  it.each([
    [{}, 'needs a `command` to start, or the `url` of a server that runs.'],
    [{ command: ' ' }, 'needs a `command`.'],
    [{ command: 7 }, 'has a `command` that is not a text.'],
    [{ type: 'http' }, 'needs a `url`.'],
    [{ type: 'stdio' }, 'needs a `command`.'],
    [{ command: 'x', args: 'y' }, 'has `args` that are not a list of texts.'],
    [{ command: 'x', args: [{}] }, 'has a `args[0]` that is not a text.'],
    [{ command: 'x', env: ['A=b'] }, 'has `env` that are not an object of texts.'],
    [{ url: 'ftp://example.com' }, 'has a `url` that is not an http:// or https:// address.'],
    [
      { url: 'https://me:hunter2@example.com' },
      'has credentials in its `url`; put them into `headers`, as "Authorization".',
    ],
    [
      { url: 'https://example.com', headers: { 'X Y': 'hunter2' } },
      'has a header that HTTP does not allow: `headers.X Y`.',
    ],
    [
      { url: 'https://example.com', headers: { 'X-Y': 'hunter2\n' + 'more' } },
      'has a header that HTTP does not allow: `headers.X-Y`.',
    ],
    [
      { type: 'sse', url: 'https://example.com/sse' },
      'uses the transport `sse`, which MCP has given up; use the server’s streamable HTTP address.',
    ],
    [{ type: 'carrier-pigeon', url: 'x' }, 'has a `type` that is not known; use `stdio` or `http`.'],
    [
      { command: 'x', timeout: 'soon' },
      'has a `timeout` that is not a number of seconds or milliseconds, of an hour at most.',
    ],
    ['npx', 'must be an object: {"command": …}.'],
  ])('refuses %j', (entry, problem) => {
    const { problems } = parse({ web: entry });
    expect(problems.map((text) => text.replace(/^MCP server 'web' /, ''))).toContain(problem);
    expect(problems.join()).not.toContain('hunter2');
  });

  it.each(['', '{', '{"mcpServers": {"a": {"env": {"KEY": "hunter2",}}}}', '{"KEY": "hunter2" "x"}'])(
    'says that %j is not JSON, without quoting it',
    (text) => {
      const { problems } = parseMcpConfig(text, {});
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatch(/^It is not valid JSON.* Comments and trailing commas are not allowed\.$/);
      expect(problems[0]).not.toContain('hunter2');
    },
  );

  it('names the place of a mistake in the JSON', () => {
    expect(parseMcpConfig('{\n  "mcpServers": {]\n}', {}).problems[0]).toContain('(line 2 column 18)');
  });

  it.each(['[]', 'null', '{}', '{"mcpServers": []}'])('says what %j should look like', (text) => {
    expect(parseMcpConfig(text, {}).problems).toEqual([
      'It must be {"mcpServers": {"name": {"command": …}}}.',
    ]);
  });

  it('reads a file that begins with a byte order mark', () => {
    expect(parseMcpConfig('\uFEFF{"mcpServers": {}}', {})).toEqual({ servers: {}, problems: [] });
  });

  it('is not confused by names that objects have already', () => {
    const { servers, problems } = parseMcpConfig(
      '{"mcpServers": {"__proto__": {"command": "x"}, "toString": {"command": "${constructor}"}}}',
      {},
    );
    expect(Object.keys(servers)).toEqual(['__proto__', 'toString']);
    expect(problems).toEqual([
      "MCP server 'toString': `command` needs the environment variable constructor, which is not set.",
    ]);
  });
});

function parse(mcpServers: unknown, environment = {}): ReturnType<typeof parseMcpConfig> {
  return parseMcpConfig(JSON.stringify({ mcpServers }), environment);
}

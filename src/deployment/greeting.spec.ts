import { describe, expect, it } from '@jest/globals';
import type { Configuration } from '../config/configuration.js';
import { loadConfiguration } from '../config/load-configuration.js';
import { greeting } from './greeting.js';

function configuration(environment: Record<string, string> = {}): Configuration {
  return loadConfiguration(environment, { directory: '/srv/agent', checkFile: () => undefined });
}

function greetingOf(environment: Record<string, string> = {}, port = 8642): string {
  const { agents } = configuration(environment);
  const accounts = agents.map(({ id }) => ({
    id,
    model: 'the built-in demo model',
    toolsets: [],
    mcpServers: [],
  }));
  return greeting(configuration(environment), port, accounts);
}

/** The arguments of the command that a newcomer is to paste. */
function command(text: string): string {
  return /^ {2}curl .*$/m.exec(text)?.[0] ?? '';
}

describe('greeting', () => {
  it('says where the server is, and which model answers', () => {
    const text = greetingOf();
    expect(text).toContain('Open       http://127.0.0.1:8642/   (');
    expect(text).toContain('Base URL   http://127.0.0.1:8642/v1 ');
    expect(text).toContain('API docs   http://127.0.0.1:8642/docs\n');
    expect(text).toContain('Model      hermes-agent, answered by the built-in demo model\n');
  });

  it('names every agent with its tools, and says what a terminal does', () => {
    const text = greeting(configuration(), 8642, [
      { id: 'first', model: 'one model', toolsets: ['time', 'terminal'], mcpServers: [] },
      { id: 'second', model: 'another', toolsets: ['web'], mcpServers: ['github', 'notes'] },
    ]);
    expect(text).toContain(
      [
        '  Model      first, answered by one model',
        '  Tools      time, terminal; the terminal runs commands on this machine',
        '  Model      second, answered by another',
        '  Tools      web',
        '  MCP        github, notes',
        '  API key ',
      ].join('\n'),
    );
    expect(command(text)).toContain('"model":"first"');
  });

  it('names no page where there is none', () => {
    expect(greetingOf({ API_SERVER_HOME_PAGE: 'false' })).not.toContain('Open  ');
  });

  it('names the port that the server got, not the one it asked for', () => {
    expect(greetingOf({ API_SERVER_PORT: '0' }, 54_321)).toContain('http://127.0.0.1:54321/v1');
  });

  it('has a command to try, whose body is a request', () => {
    const text = greetingOf({ API_SERVER_MODEL_NAME: 'my-agent' });
    expect(command(text)).toContain('http://127.0.0.1:8642/v1/chat/completions');
    const [, body = ''] = /-d '([^']*)'/.exec(command(text)) ?? [];
    expect(JSON.parse(body)).toMatchObject({ model: 'my-agent', stream: true, messages: [{ role: 'user' }] });
  });

  it.each([
    ['0.0.0.0', 'http://localhost:8642/v1'],
    ['::', 'http://localhost:8642/v1'],
    ['::1', 'http://[::1]:8642/v1'],
    ['192.168.1.7', 'http://192.168.1.7:8642/v1'],
  ])('gives an address that a client can connect to when it listens on %s', (host, address) => {
    const text = greetingOf({ API_SERVER_HOST: host, API_SERVER_KEY: '3f1c9a0be27d4458' });
    expect(text).toContain(`Base URL   ${address} `);
    expect(command(text)).toContain(`${address}/chat/completions`);
  });

  it('says that a key is required, without telling it', () => {
    const text = greetingOf({ API_SERVER_KEY: '3f1c9a0be27d4458' });
    expect(text).toContain('API key    required');
    expect(command(text)).toContain('-H "Authorization: Bearer $API_SERVER_KEY"');
    expect(text).toContain('Try it, with the key in your shell, too (export API_SERVER_KEY=…):\n');
    expect(text).not.toContain('3f1c9a0be27d4458');
  });

  it('says that no key is required, and what to tell a front end that insists on one', () => {
    const text = greetingOf();
    expect(text).toContain('API key    none required; a front end that insists on one takes any text\n');
    expect(command(text)).not.toContain('Authorization');
  });

  it('warns of a server that lets everybody in', () => {
    expect(greetingOf({ API_SERVER_HOST: '0.0.0.0', API_SERVER_ALLOW_NO_KEY: 'true' })).toContain(
      'API_SERVER_ALLOW_NO_KEY lets everybody in who reaches 0.0.0.0',
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { loadConfiguration } from './load-configuration.js';
import { isLoopbackHost } from './network-exposure.js';

describe('isLoopbackHost', () => {
  it.each([
    '127.0.0.1',
    '127.8.9.10',
    '::1',
    '0:0:0:0:0:0:0:1',
    '::1%lo',
    '::ffff:127.0.0.1',
    '::FFFF:7f00:1',
    'localhost',
    'LOCALHOST',
  ])('says that only this machine reaches %s', (host) => {
    expect(isLoopbackHost(host)).toBe(true);
  });

  it.each([
    '0.0.0.0',
    '::',
    '192.168.1.10',
    '128.0.0.1',
    '::ffff:192.168.1.10',
    'fe80::1%eth0',
    'localhost.example.com',
    'agent.internal',
    '127.1',
  ])('says that others may reach %s', (host) => {
    expect(isLoopbackHost(host)).toBe(false);
  });
});

describe('the warning about the terminal', () => {
  const key = '3f1c9a0be27d4458';
  const terminal = { AGENT_TOOLSETS: 'time,terminal' };

  function warningsOf(environment: Record<string, string>): readonly string[] {
    return loadConfiguration(environment, { directory: '/srv', checkFile: () => undefined }).warnings;
  }

  it.each([
    [
      'beyond this machine',
      { API_SERVER_HOST: '0.0.0.0', API_SERVER_ALLOW_NO_KEY: 'true' },
      'everybody who reaches 0.0.0.0',
    ],
    ['to every web page', { API_SERVER_CORS_ORIGINS: '*' }, 'every web page'],
  ])('is loud when it is open %s without a key', (_, environment, who) => {
    const [warning] = warningsOf({ ...terminal, ...environment });
    expect(warning).toMatch(
      new RegExp(`^DANGER: ${who}.* CAN RUN COMMANDS ON THIS MACHINE, .* hermes-agent is on`),
    );
    expect(warning).toContain('API_SERVER_KEY');
  });

  it.each([
    ['this machine alone reaches it', terminal],
    ['a key is asked for', { ...terminal, API_SERVER_HOST: '0.0.0.0', API_SERVER_KEY: key }],
    ['the terminal is off', { API_SERVER_HOST: '0.0.0.0', API_SERVER_ALLOW_NO_KEY: 'true' }],
  ])('is not given when %s', (_, environment) => {
    expect(warningsOf(environment)).toEqual([]);
  });
});

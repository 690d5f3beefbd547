import { describe, expect, it } from '@jest/globals';
import { parseHeaderKey, parseServerKey } from './keys.js';
import { Rejection, type ParseContext } from './parser.js';

const context: ParseContext = { directory: '/', checkFile: () => undefined };

function ruleOf(outcome: string | Rejection): string | undefined {
  return outcome instanceof Rejection ? outcome.rule : undefined;
}

describe('parseServerKey', () => {
  it.each([
    '3f1c9a0be27d4458',
    'correct horse battery staple',
    '!@#$%^&*()',
    'yourself-and-I-7261',
    'test-7d1f0b62',
    'sk-hermes-0f9e8d7c',
  ])('takes %s as it is', (key) => {
    expect(parseServerKey(key, context)).toBe(key);
  });

  it('refuses fewer than 8 characters and says how to make a key', () => {
    expect(ruleOf(parseServerKey('a1b2c3d', context))).toBe(
      'must have at least 8 characters: make one with `openssl rand -hex 32`',
    );
  });

  it.each([
    'changeme',
    'change-me',
    'CHANGE_ME_PLEASE',
    'your-api-key',
    '<your_secret_key_here>',
    'secret',
    'my-secret-key',
    'supersecret',
    'password',
    'api-key',
    'test-api-key',
    'placeholder',
    'hermes-agent',
    'replace-this',
    'xxxxxxxxxxxx',
    '********',
    '12345678',
  ])('refuses the placeholder %s and says how to make a key', (key) => {
    expect(ruleOf(parseServerKey(key, context))).toBe(
      'must not be a placeholder that anyone can guess: make one with `openssl rand -hex 32`',
    );
  });

  it.each(['$(openssl rand -hex 32)', '${API_SERVER_KEY}'])(
    'refuses %s, which no shell has expanded',
    (key) => {
      expect(ruleOf(parseServerKey(key, context))).toContain('paste what `openssl rand -hex 32` prints');
    },
  );

  it.each([' 3f1c9a0be27d4458', '3f1c9a0be27d4458 ', '3f1c9a0be27d4458\r', '3f1c9a0be27d4458\n'])(
    'refuses white space or a line break at an end: %j',
    (key) => {
      expect(ruleOf(parseServerKey(key, context))).toBe(
        'must not begin or end with white space or a line break',
      );
    },
  );
});

describe('parseHeaderKey', () => {
  it('takes a short key, since the upstream decides on its own keys', () => {
    expect(parseHeaderKey('ollama', context)).toBe('ollama');
  });

  it.each(['abc\r\ndef', 'abc\ndef', 'schlüssel', 'abc\u0000def'])(
    'refuses what cannot be sent in a header: %j',
    (key) => {
      expect(ruleOf(parseHeaderKey(key, context))).toBe(
        'must consist of printable ASCII characters, without line breaks',
      );
    },
  );
});

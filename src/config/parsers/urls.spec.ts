import { describe, expect, it } from '@jest/globals';
import { Rejection, type ParseContext } from './parser.js';
import { parseBaseUrl, parseDatabaseUrl, parseRedisUrl } from './urls.js';

const context: ParseContext = { directory: '/', checkFile: () => undefined };

describe('parseBaseUrl', () => {
  it.each([
    ['http://localhost:11434/v1', 'http://localhost:11434/v1'],
    ['https://openrouter.ai/api/v1/', 'https://openrouter.ai/api/v1'],
    ['https://gateway.example.com//', 'https://gateway.example.com'],
  ])('reads %s without a trailing slash', (text, baseUrl) => {
    expect(parseBaseUrl(text, context)).toBe(baseUrl);
  });

  it.each(['localhost:11434/v1', 'ftp://example.com', 'http:/example.com', 'https://', 'not a url'])(
    'refuses %s',
    (text) => {
      expect(parseBaseUrl(text, context)).toEqual(
        new Rejection('must be an http or https URL such as http://localhost:11434/v1'),
      );
    },
  );

  it.each(['https://example.com/v1?api-version=1', 'https://example.com/v1#top', 'https://example.com/v1?'])(
    'refuses the query or fragment of %s without showing it',
    (text) => {
      expect(parseBaseUrl(text, context)).toEqual(
        new Rejection(
          'must not have a query (?…) or a fragment (#…)',
          `a value of ${text.length} characters`,
        ),
      );
    },
  );

  it('refuses a user name or password without showing it', () => {
    expect(parseBaseUrl('https://user:pass@example.com/v1', context)).toEqual(
      new Rejection(
        'must not hold a user name or password: a key goes into OPENAI_API_KEY',
        'a value of 32 characters',
      ),
    );
  });

  it.each(['https://example.com/v1/chat/completions', 'https://example.com/v1/responses/'])(
    'refuses %s, which is an endpoint and not the base',
    (text) => {
      expect(parseBaseUrl(text, context)).toMatchObject({
        rule: expect.stringContaining('path of each endpoint'),
      });
    },
  );
});

describe('parseDatabaseUrl', () => {
  it.each([
    'postgres://agent@db/agent',
    'postgresql:///agent?host=/run/postgresql',
    'sqlite:data/agent.db',
    'sqlite::memory:',
    'file:agent.db',
  ])('takes %s', (text) => {
    expect(parseDatabaseUrl(text, context)).toBe(text);
  });

  it.each(['mysql://db/agent', 'agent.db', 'sqlite:', 'postgres://', 'postgres://db/agent '])(
    'refuses %j',
    (text) => {
      expect(parseDatabaseUrl(text, context)).toBeInstanceOf(Rejection);
    },
  );
});

describe('parseRedisUrl', () => {
  it.each(['redis://localhost:6379', 'rediss://user:password@cache.example.com/0'])('takes %s', (text) => {
    expect(parseRedisUrl(text, context)).toBe(text);
  });

  it.each(['localhost:6379', 'http://localhost:6379', 'redis://', 'redis://local host'])(
    'refuses %s',
    (text) => {
      expect(parseRedisUrl(text, context)).toBeInstanceOf(Rejection);
    },
  );
});

import { describe, expect, it } from '@jest/globals';
import { checkOrigin } from './check-origin.js';

const host = 'agent.example.com:8642';

describe('checkOrigin', () => {
  it.each([
    ['what is no browser', {}, []],
    ['pages of the server itself', { origin: 'http://agent.example.com:8642' }, []],
    [
      'pages of an origin that is allowed',
      { origin: 'https://Chat.example.com' },
      ['https://chat.example.com'],
    ],
    ['pages of any origin', { origin: 'https://anywhere.example' }, '*' as const],
  ])('lets %s pass', (_, headers, allowed) => {
    expect(() => {
      checkOrigin({ host, ...headers }, allowed);
    }).not.toThrow();
  });

  it.each(['https://evil.example', 'http://agent.example.com:80', 'null', 'file://', ''])(
    'turns away pages of %j',
    (origin) => {
      expect(() => {
        checkOrigin({ host, origin }, ['https://chat.example.com']);
      }).toThrow(expect.objectContaining({ status: 403, code: 'origin_not_allowed' }));
    },
  );
});

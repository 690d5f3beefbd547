import { describe, expect, it } from '@jest/globals';
import { parseCorsOrigins } from './cors-origins.js';
import { Rejection, type ParseContext } from './parser.js';

const context: ParseContext = { directory: '/', checkFile: () => undefined };

function ruleFor(text: string): string | undefined {
  const outcome = parseCorsOrigins(text, context);
  return outcome instanceof Rejection ? outcome.rule : undefined;
}

describe('parseCorsOrigins', () => {
  it('reads * as every origin', () => {
    expect(parseCorsOrigins('*', context)).toBe('*');
  });

  it('reads a comma separated list, and each origin once', () => {
    expect(
      parseCorsOrigins('https://a.example.com, http://localhost:3000,https://a.example.com,', context),
    ).toEqual(['https://a.example.com', 'http://localhost:3000']);
  });

  it.each(['tauri://localhost', 'capacitor://localhost', 'app://obsidian.md', 'chrome-extension://abcdef'])(
    'takes the app scheme of %s',
    (origin) => {
      expect(parseCorsOrigins(origin, context)).toEqual([origin]);
    },
  );

  it('writes origins as clients send them: in lower case, without the default port', () => {
    expect(parseCorsOrigins('HTTPS://Chat.Example.com:443,Tauri://Localhost', context)).toEqual([
      'https://chat.example.com',
      'tauri://localhost',
    ]);
  });

  it.each(['https://chat.example.com/', 'https://chat.example.com/app', 'https://chat.example.com?a=b'])(
    'says what to write instead of %s',
    (text) => {
      expect(ruleFor(text)).toContain(
        `"${text}" has a slash or a path at its end, write "https://chat.example.com"`,
      );
    },
  );

  it('says what to write when the scheme is missing', () => {
    expect(ruleFor('chat.example.com:8080/app')).toContain(
      'write "https://chat.example.com:8080" (or http://)',
    );
  });

  it.each(['null', 'NULL'])('does not allow %s, which any sandboxed page can send', (text) => {
    expect(ruleFor(text)).toContain('"null" is not allowed');
  });

  it('does not allow * among others', () => {
    expect(ruleFor('https://a.example.com,*')).toContain('* cannot be combined with others');
  });

  it('does not allow a wildcard within an origin', () => {
    expect(ruleFor('https://*.example.com')).toContain('holds a wildcard, list each origin instead');
  });

  it.each(['file://host', 'https://user@example.com', 'https://exa mple.com', 'https://example.com:port'])(
    'refuses %s, which is no origin',
    (text) => {
      expect(ruleFor(text)).toContain(`"${text}" is not an origin`);
    },
  );

  it('names every origin that is wrong', () => {
    expect(ruleFor('null,https://a.example.com/,https://b.example.com')).toBe(
      'must be * or a comma separated list of origins such as https://chat.example.com or tauri://localhost: ' +
        '"null" is not allowed, because any sandboxed page or local file can send it; ' +
        '"https://a.example.com/" has a slash or a path at its end, write "https://a.example.com"',
    );
  });
});

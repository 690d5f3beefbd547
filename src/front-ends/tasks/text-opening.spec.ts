import { describe, expect, it } from '@jest/globals';
import { SourceTextPart } from '../../agent/source-text-part.js';
import { openingOf } from './text-opening.js';

describe('openingOf', () => {
  it('is the beginning of a text, without white space before it', () => {
    expect(openingOf({ type: 'text', text: `\n  Hello ${'x'.repeat(1_000)}` })).toMatch(/^Hello x+$/);
    expect(openingOf({ type: 'text', text: `Hello ${'x'.repeat(1_000)}` }).length).toBeLessThan(300);
  });

  it('has the line breaks of the prompts, whichever the text has', () => {
    expect(openingOf({ type: 'text', text: '\r\n### Task:\r\nGenerate' })).toBe('### Task:\nGenerate');
  });

  it.each(['\n', '"', '\\', 'é', '使', '😀', '\u0001'])(
    'is read without decoding a text of many %j',
    (character) => {
      for (let shift = 0; shift < 7; shift++) {
        const text = 'x'.repeat(shift) + character.repeat(1_000);
        const source = {
          source: Buffer.from(JSON.stringify(text)),
          toString: (): string => {
            throw new Error('It is decoded.');
          },
        };
        const opening = openingOf(new SourceTextPart(source));
        expect(opening.length).toBeGreaterThan(character === '\n' && shift === 0 ? -1 : shift);
        const known = text.trimStart();
        expect(known.startsWith(opening.slice(0, 100))).toBe(true);
      }
    },
  );
});

import { describe, expect, it } from '@jest/globals';
import { JsonText } from '../../openai/large-json/json-text.js';
import { saidText } from './said-text.js';

function undecoded(text: string): JsonText {
  return new JsonText(Buffer.from(JSON.stringify(text)));
}

describe('saidText', () => {
  it('takes blocks out of texts', () => {
    expect(saidText('<think>Hm.</think>\nYes.')).toBe('Yes.');
  });

  it('takes blocks out of texts that have not been decoded', () => {
    expect(saidText(undecoded('<think>Hm – "so".</think>\nYes – "so".'))).toBe('Yes – "so".');
    expect(saidText(undecoded('◁think▷Hm.◁/think▷\nYes.'))).toBe('Yes.');
  });

  it.each([
    ['<', String.raw`"\u003cthink>Hm.\u003C/think>\nYes."`],
    ['◁', String.raw`"\u25c1think\u25b7Hm.\u25C1/think\u25b7\nYes."`],
  ])('sees %s where it is escaped', (_, source) => {
    expect(saidText(new JsonText(Buffer.from(source)))).toBe('Yes.');
  });

  it('keeps a text undecoded where there is nothing to take out', () => {
    for (const text of [undecoded('a < b, Array<string>, “quoted”'), undecoded('Write <details> yourself.')])
      expect(saidText(text)).toBe(text);
  });
});

import { describe, expect, it } from '@jest/globals';
import { titleOf } from './chat-title.js';

describe('titleOf', () => {
  it.each([
    ['a short text', 'hello there', 'Hello there'],
    [
      'a long text',
      'how do I make sourdough bread at home without a starter?',
      'How do I make sourdough bread…',
    ],
    ['a question', 'What is love?', 'What is love'],
    ['long words', `${'Donaudampfschifffahrt '.repeat(5)}`, 'Donaudampfschifffahrt Donaudampfschifffahrt…'],
    ['one endless word', 'x'.repeat(200), `X${'x'.repeat(49)}…`],
    ['Markdown', '## **Plan** my `trip`', 'Plan my trip'],
    ['a list', '- milk\n- honey', 'Milk'],
    ['names with underscores', 'fix snake_case_name', 'Fix snake_case_name'],
    ['several lines', '\n\n  First line. \nSecond line.', 'First line'],
    ['quotes', '"Say \\"no\\"!"', 'Say \\"no\\'],
    [
      'Chinese',
      '请用简单的中文解释一下量子力学的基本原理和应用',
      '请用简单的中文解释一下量子力学的基本原理…',
    ],
    ['short Chinese', '你好，世界！', '你好，世界'],
    [
      'Japanese',
      '明日の東京の天気を教えてくださいませんか、お願いします',
      '明日の東京の天気を教えてくださいませんか…',
    ],
    ['Korean, which has spaces', '오늘 서울 날씨가 어때요?', '오늘 서울 날씨가 어때요'],
    ['emojis', '👩‍👩‍👧 family trip', '👩‍👩‍👧 family trip'],
    ['nothing', ' \n ', 'New Chat'],
    ['punctuation', '???', 'New Chat'],
    ['half a character', 'a\ud800b', 'A\ufffdb'],
  ])('makes a title of %s', (_, text, title) => {
    expect(titleOf(text)).toBe(title);
  });
});

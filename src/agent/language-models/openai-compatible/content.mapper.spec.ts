import { describe, expect, it } from '@jest/globals';
import { readContent } from './content.mapper.js';

describe('readContent', () => {
  it.each([
    ['plain text', { content: 'Hi' }, { text: 'Hi', reasoning: '' }],
    ['no content', { content: null }, { text: '', reasoning: '' }],
    ['reasoning_content', { content: 'Hi', reasoning_content: 'Hm' }, { text: 'Hi', reasoning: 'Hm' }],
    ['reasoning', { reasoning: 'Hm' }, { text: '', reasoning: 'Hm' }],
    [
      'parts',
      {
        content: [
          {
            type: 'thinking',
            thinking: [
              { type: 'text', text: 'Let me ' },
              { type: 'text', text: 'see.' },
            ],
          },
          { type: 'text', text: 'Hi' },
          { type: 'text', text: ' Ada' },
        ],
      },
      { text: 'Hi Ada', reasoning: 'Let me see.' },
    ],
    [
      'thinking as a text',
      { content: [{ type: 'thinking', thinking: 'Hm' }] },
      { text: '', reasoning: 'Hm' },
    ],
  ])('reads %s', (_, message, said) => {
    expect(readContent(message)).toEqual(said);
  });
});

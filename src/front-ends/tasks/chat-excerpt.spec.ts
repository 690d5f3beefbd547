import { describe, expect, it } from '@jest/globals';
import { firstQuoted, lastQuoted } from './chat-excerpt.js';

const HISTORY = (chat: string) =>
  `### Task:\nDo it.\n### Chat History:\n<chat_history>\n${chat}\n</chat_history>`;

describe('firstQuoted', () => {
  it.each([
    ['Open WebUI', HISTORY('USER: One\nmore\nASSISTANT: Two\nUSER: Three'), 'One\nmore'],
    [
      'Open WebUI, with an end of its own in it',
      HISTORY('USER: What is </chat_history>?\nASSISTANT: A tag'),
      'What is </chat_history>?',
    ],
    [
      'LibreChat',
      'Provide a concise, 5-word-or-less title for the conversation, using title case.\n\nConversation:\nUser: One\n\n```\ncode\n```\nAI: Two',
      'One\n\n```\ncode\n```',
    ],
    ['LobeChat', 'user: One\n\nmore\nassistant: Two', 'One\n\nmore'],
    [
      'LobeChat, in tags',
      '<task>\nGenerate.\n</task>\n\n<conversation>\n<user>\nOne\n</user>\n<assistant>\nTwo\n</assistant>\n</conversation>',
      'One',
    ],
    [
      'Cherry Studio',
      JSON.stringify([
        { role: 'user', mainText: 'One' },
        { role: 'assistant', mainText: 'Two' },
      ]),
      'One',
    ],
    [
      'Chatbox',
      "Based on the chat history, give this conversation a name.\nKeep it short\n\nHere's the conversation:\n\n```\nOne\n\n---------\n\nTwo\n```\n\nThe name is:",
      'One',
    ],
    [
      'Continue',
      'Given the following... please reply with a title for the chat that is 3-4 words in length, no more.\n\nOne',
      'One',
    ],
    ['nobody', 'One', 'One'],
    ['broken JSON', '[{"role":', '[{"role":'],
  ])('is what the user said first in a chat as it is quoted by %s', (_, text, first) => {
    expect(firstQuoted(text)).toBe(first);
  });
});

describe('lastQuoted', () => {
  it('is what the user said last', () => {
    expect(lastQuoted(HISTORY('USER: One\nASSISTANT: Two\nUSER: Three'))).toBe('Three');
    expect(lastQuoted(HISTORY('USER: One\nASSISTANT: Two'))).toBe('One');
    expect(lastQuoted(HISTORY(''))).toBe('');
  });

  it('is found at the end of a very long chat', () => {
    expect(lastQuoted(HISTORY(`USER: One\nASSISTANT: ${'word '.repeat(500_000)}\nUSER: Three`))).toBe(
      'Three',
    );
  });
});

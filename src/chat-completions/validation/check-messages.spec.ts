import { describe, expect, it } from '@jest/globals';
import { checkMessages } from './check-messages.js';

function check(messages: unknown) {
  return checkMessages(messages, 'messages');
}

/** The path of the problem with a second message, after one that is in order. */
function pathIn(message: unknown): string | undefined {
  return check([{ role: 'user', content: 'Hi' }, message])?.param;
}

function toolCall(overrides: object = {}): object {
  return { id: 'call_1', type: 'function', function: { name: 'clock', arguments: '{}' }, ...overrides };
}

describe('checkMessages', () => {
  it('accepts every role, and every form of content that a role may have', () => {
    const text = { type: 'text', text: 'Hi' };
    const image = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } };
    expect(
      check([
        { role: 'system', content: 'Be brief.' },
        { role: 'developer', content: [text] },
        { role: 'user', content: '', name: 'ada' },
        { role: 'user', content: [text, image], name: null },
        { role: 'assistant', content: 'Hm.', reasoning_content: 'Thinking', refusal: null },
        { role: 'assistant', content: [text, { type: 'refusal', refusal: 'No.' }] },
        { role: 'assistant', content: null, tool_calls: [toolCall(), toolCall({ id: 'call_2' })] },
        { role: 'tool', tool_call_id: 'call_2', content: '12:00' },
        { role: 'tool', tool_call_id: 'call_1', content: [text, image] },
        { role: 'assistant', tool_calls: null },
      ]),
    ).toBeUndefined();
  });

  it('ignores fields that clients add to messages', () => {
    expect(check([{ role: 'user', content: 'Hi', id: 7, timestamp: {}, files: [] }])).toBeUndefined();
  });

  it.each([undefined, null, {}, 'Hi', 7])('needs an array, not %p', (messages) => {
    expect(check(messages)).toEqual({
      param: 'messages',
      message: "'messages' must be an array of messages.",
    });
  });

  it('needs at least one message', () => {
    expect(check([])).toEqual({ param: 'messages', message: "'messages' must hold at least one message." });
  });

  it('tells where the first problem is, in a sentence', () => {
    const problem = check([
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hi' },
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'a.png' } }] },
      { role: 'nobody' },
    ]);
    expect(problem).toEqual({
      param: 'messages[2].content[0].image_url.url',
      message:
        "'messages[2].content[0].image_url.url' must be an http(s) URL or a data URL such as 'data:image/png;base64,…'.",
      code: 'invalid_image_url',
    });
  });

  it.each<[string, unknown, string]>([
    ['no object', 'Hi', 'messages[1]'],
    ['null', null, 'messages[1]'],
    ['an array', [], 'messages[1]'],
    ['no role', { content: 'Hi' }, 'messages[1].role'],
    ['an unknown role', { role: 'wizard', content: 'Hi' }, 'messages[1].role'],
    ['the deprecated role', { role: 'function', name: 'f', content: 'Hi' }, 'messages[1].role'],
    ['a name that is no text', { role: 'user', name: 1, content: 'Hi' }, 'messages[1].name'],
    ['no content', { role: 'user' }, 'messages[1].content'],
    ['null content from a user', { role: 'user', content: null }, 'messages[1].content'],
    ['null content from the system', { role: 'system', content: null }, 'messages[1].content'],
    ['a number as content', { role: 'user', content: 7 }, 'messages[1].content'],
    ['a system picture', { role: 'system', content: [{ type: 'image_url' }] }, 'messages[1].content[0].type'],
    ['a user refusal', { role: 'user', content: [{ type: 'refusal' }] }, 'messages[1].content[0].type'],
    [
      'an assistant picture',
      { role: 'assistant', content: [{ type: 'file' }] },
      'messages[1].content[0].type',
    ],
    ['a refusal that is no text', { role: 'assistant', refusal: 1 }, 'messages[1].refusal'],
    [
      'reasoning that is no text',
      { role: 'assistant', reasoning_content: {} },
      'messages[1].reasoning_content',
    ],
    ['calls that are no array', { role: 'assistant', tool_calls: {} }, 'messages[1].tool_calls'],
    ['a result without a call id', { role: 'tool', content: 'x' }, 'messages[1].tool_call_id'],
  ])('names the field of a message with %s', (_, message, path) => {
    expect(pathIn(message)).toBe(path);
  });

  it.each<[string, unknown, string]>([
    ['no object', 'clock', ''],
    ['no id', toolCall({ id: undefined }), '.id'],
    ['an empty id', toolCall({ id: '' }), '.id'],
    ['another type', toolCall({ type: 'custom' }), '.type'],
    ['no function', toolCall({ function: null }), '.function'],
    ['no name', toolCall({ function: { arguments: '{}' } }), '.function.name'],
    ['arguments as an object', toolCall({ function: { name: 'f', arguments: {} } }), '.function.arguments'],
  ])('names the field of a tool call with %s', (_, call, path) => {
    const message = { role: 'assistant', content: null, tool_calls: [toolCall({ id: 'call_0' }), call] };
    expect(pathIn(message)).toBe(`messages[1].tool_calls[1]${path}`);
  });

  it('accepts a tool call without a type, and arguments that are not JSON', () => {
    const call = toolCall({ type: undefined, function: { name: 'f', arguments: '{oops' } });
    expect(pathIn({ role: 'assistant', tool_calls: [call] })).toBeUndefined();
  });

  describe('of a tool result', () => {
    it('needs an earlier call of the same id', () => {
      const result = { role: 'tool', tool_call_id: 'call_9', content: 'x' };
      expect(check([{ role: 'assistant', tool_calls: [toolCall()] }, result])).toEqual({
        param: 'messages[1].tool_call_id',
        message:
          "'messages[1].tool_call_id' is 'call_9', but no earlier assistant message has a tool call of that id.",
      });
    });

    it('does not count a call that comes later', () => {
      const result = { role: 'tool', tool_call_id: 'call_1', content: 'x' };
      expect(check([result, { role: 'assistant', tool_calls: [toolCall()] }])?.param).toBe(
        'messages[0].tool_call_id',
      );
    });

    it('quotes no more than the beginning of a long id', () => {
      const problem = check([{ role: 'tool', tool_call_id: 'x'.repeat(10_000), content: 'x' }]);
      expect(problem?.message.length).toBeLessThan(300);
    });
  });

  it('checks thousands of messages, to the last', () => {
    const messages: unknown[] = Array.from({ length: 20_000 }, (_, index) => ({
      role: index % 2 === 0 ? 'user' : 'assistant',
      content: [{ type: 'text', text: `Message ${index}` }],
    }));
    expect(check(messages)).toBeUndefined();
    messages.push({ role: 'user', content: [{ type: 'text' }] });
    expect(check(messages)?.param).toBe('messages[20000].content[0].text');
  });
});

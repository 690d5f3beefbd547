import { describe, expect, it } from '@jest/globals';
import { toConversation } from './conversation.mapper.js';
import { JsonText } from '../openai/large-json/json-text.js';
import type { AssistantMessageDto, ChatMessageDto } from './dto/chat-message.dto.js';

/** The one message of a conversation that the mapper makes of `message`. */
function mapped(message: ChatMessageDto): unknown {
  return toConversation([message]).messages[0];
}

function call(id: string, name: string, text: string) {
  return { id, type: 'function' as const, function: { name, arguments: text } };
}

describe('toConversation', () => {
  it("takes the application's instructions out of the conversation, in order", () => {
    const { instructions, messages } = toConversation([
      { role: 'system', content: 'One.' },
      { role: 'user', content: 'Hi' },
      {
        role: 'developer',
        content: [
          { type: 'text', text: 'Two,' },
          { type: 'text', text: 'three.' },
        ],
      },
    ]);
    expect(instructions).toEqual(['One.', 'Two,\nthree.']);
    expect(messages.map(({ role }) => role)).toEqual(['user']);
  });

  it('keeps the order of messages, and of the parts in each', () => {
    const { messages } = toConversation([
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'b' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'c' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
          { type: 'text', text: 'd' },
        ],
      },
    ]);
    expect(messages).toMatchObject([
      { role: 'user', content: [{ type: 'text', text: 'a' }] },
      { role: 'assistant', content: [{ type: 'text', text: 'b' }] },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'c' },
          { type: 'file', mediaType: 'image/png' },
          { type: 'text', text: 'd' },
        ],
      },
    ]);
  });

  it("hands on an author's name for models that can use it, and nothing where there is none", () => {
    const named: ChatMessageDto = { role: 'user', content: 'Hi', name: 'ada' };
    expect(JSON.stringify(mapped(named))).toContain('{"name":"ada"}');
    expect(JSON.stringify(mapped({ role: 'assistant', content: 'Hi', name: 'bob' }))).toContain(
      '{"name":"bob"}',
    );
    expect(mapped({ role: 'user', content: 'Hi', name: null } as unknown as ChatMessageDto)).toEqual(
      mapped({ role: 'user', content: 'Hi' }),
    );
  });

  it('reads a text that has not been decoded as the text it is', () => {
    const long = new JsonText(Buffer.from('"a \\"long\\" text"')) as unknown as string;
    const { instructions, messages } = toConversation([
      { role: 'system', content: long },
      { role: 'user', content: long },
      { role: 'assistant', content: long, tool_calls: [call('call_1', 'clock', '{}')] },
      { role: 'tool', tool_call_id: 'call_1', content: long },
    ]);
    expect(instructions).toEqual(['a "long" text']);
    expect(messages).toMatchObject([
      { content: [{ type: 'text', text: 'a "long" text' }] },
      { content: [{ type: 'text', text: 'a "long" text' }, { type: 'tool-call' }] },
      { content: [{ output: { type: 'text', value: 'a "long" text' } }] },
    ]);
  });

  describe('of an assistant message', () => {
    it('puts reasoning first, then the text, a refusal and the calls', () => {
      const message: AssistantMessageDto = {
        role: 'assistant',
        reasoning_content: 'Hm.',
        content: 'Let me see.',
        refusal: 'Rather not.',
        tool_calls: [call('call_1', 'clock', '{"zone":"UTC"}')],
      };
      expect(mapped(message)).toMatchObject({
        content: [
          { type: 'reasoning', text: 'Hm.' },
          { type: 'text', text: 'Let me see.' },
          { type: 'text', text: 'Rather not.' },
          { type: 'tool-call', toolCallId: 'call_1', toolName: 'clock', input: { zone: 'UTC' } },
        ],
      });
    });

    it('makes texts of text and refusal parts', () => {
      const content: AssistantMessageDto['content'] = [
        { type: 'text', text: 'a' },
        { type: 'refusal', refusal: 'b' },
      ];
      expect(mapped({ role: 'assistant', content })).toMatchObject({
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      });
    });

    it('has no part for what is null, absent or empty', () => {
      const message: AssistantMessageDto = {
        role: 'assistant',
        content: null,
        refusal: null,
        reasoning_content: '',
      };
      expect(mapped(message)).toMatchObject({ content: [] });
    });

    it('is without what the front end shows around its text', () => {
      const block = '<details type="tool_calls" done="true">\n<summary>Done</summary>\n</details>\n';
      const content = [{ type: 'text' as const, text: `${block}One.` }];
      const undecoded = new JsonText(Buffer.from(JSON.stringify(`${block}One.`)));
      const one = { content: [{ type: 'text', text: 'One.' }] };
      expect(mapped({ role: 'assistant', content: `${block}One.` })).toMatchObject(one);
      expect(mapped({ role: 'assistant', content: undecoded })).toMatchObject(one);
      expect(mapped({ role: 'assistant', content })).toMatchObject(one);
      expect(mapped({ role: 'user', content: `${block}One.` })).toMatchObject({
        content: [{ type: 'text', text: `${block}One.` }],
      });
    });

    it('is left out where it was nothing else, unless it called tools', () => {
      const content = '<think>Hm.</think>';
      const calling = { content, tool_calls: [call('call_1', 'clock', '{}')] };
      expect(mapped({ role: 'assistant', content })).toBeUndefined();
      expect(mapped({ role: 'assistant', content: '' })).toMatchObject({
        content: [{ type: 'text', text: '' }],
      });
      expect(mapped({ role: 'assistant', ...calling })).toMatchObject({ content: [{ type: 'tool-call' }] });
    });

    it('keeps arguments that are not JSON as the model wrote them', () => {
      const message = { role: 'assistant' as const, tool_calls: [call('call_1', 'clock', '{"zone":')] };
      expect(mapped(message)).toMatchObject({ content: [{ type: 'tool-call', input: '{"zone":' }] });
    });
  });

  describe('of a tool result', () => {
    it('finds the name of the tool in the call', () => {
      const { messages } = toConversation([
        {
          role: 'assistant',
          content: null,
          tool_calls: [call('call_1', 'clock', '{}'), call('call_2', 'calendar', '{}')],
        },
        { role: 'tool', tool_call_id: 'call_2', content: 'Monday' },
        { role: 'tool', tool_call_id: 'call_1', content: '12:00' },
      ]);
      expect(messages.slice(1)).toMatchObject([
        {
          role: 'tool',
          content: [
            {
              type: 'tool-result',
              toolCallId: 'call_2',
              toolName: 'calendar',
              output: { type: 'text', value: 'Monday' },
            },
          ],
        },
        { role: 'tool', content: [{ toolCallId: 'call_1', toolName: 'clock' }] },
      ]);
    });

    it('keeps its parts, pictures among them', () => {
      expect(
        mapped({
          role: 'tool',
          tool_call_id: 'call_1',
          content: [
            { type: 'text', text: 'A map:' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
          ],
        }),
      ).toMatchObject({
        content: [
          {
            output: {
              type: 'content',
              value: [
                { type: 'text', text: 'A map:' },
                { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'AAAA' } },
              ],
            },
          },
        ],
      });
    });
  });
});

import { describe, expect, it } from '@jest/globals';
import type {
  LanguageModelV4FilePart,
  LanguageModelV4Message,
  LanguageModelV4ToolResultPart,
} from '@ai-sdk/provider';
import { SourceTextPart } from '../../source-text-part.js';
import { toUpstreamMessages } from './chat-messages.mapper.js';
import { serializeRequest } from './serialize-request.js';

/** The messages as the upstream reads them. */
function onTheWire(...prompt: LanguageModelV4Message[]): unknown {
  const body = serializeRequest(toUpstreamMessages(prompt), { model: 'm1' });
  return (JSON.parse(body.toString()) as { messages: unknown }).messages;
}

function partOf(file: Omit<LanguageModelV4FilePart, 'type'>): unknown {
  const [message] = onTheWire({ role: 'user', content: [{ type: 'file', ...file }] }) as {
    content: unknown[];
  }[];
  return message?.content[0];
}

function resultOf(output: LanguageModelV4ToolResultPart['output']): unknown {
  const [message] = onTheWire({
    role: 'tool',
    content: [{ type: 'tool-result', toolCallId: 'call_1', toolName: 'now', output }],
  }) as { content: unknown }[];
  return message?.content;
}

describe('toUpstreamMessages', () => {
  it('writes a single text as a string, which every server takes', () => {
    expect(
      onTheWire(
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
      ),
    ).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
    ]);
  });

  it('writes several parts as parts, in order', () => {
    const [message] = onTheWire({
      role: 'user',
      content: [
        { type: 'text', text: 'What is' },
        { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'AAAA' } },
        { type: 'text', text: 'this?' },
      ],
    }) as { content: { type: string }[] }[];
    expect(message?.content.map(({ type }) => type)).toEqual(['text', 'image_url', 'text']);
  });

  it("names a message's author where there is a name", () => {
    const providerOptions = { openaiCompatible: { name: 'Ada' } };
    const content = [{ type: 'text' as const, text: 'Hi' }];
    expect(
      onTheWire({ role: 'user', content, providerOptions }, { role: 'assistant', content, providerOptions }),
    ).toEqual([
      { role: 'user', content: 'Hi', name: 'Ada' },
      { role: 'assistant', content: 'Hi', name: 'Ada' },
    ]);
  });

  describe('files', () => {
    it.each([
      [
        'an image by its address, as it was written',
        {
          mediaType: 'image/*',
          data: { type: 'url', url: new URL('https://a.test'), originalUrl: 'https://a.test' },
        },
        { type: 'image_url', image_url: { url: 'https://a.test' } },
      ],
      [
        'an image by its address',
        { mediaType: 'image/png', data: { type: 'url', url: new URL('https://a.test/b.png') } },
        { type: 'image_url', image_url: { url: 'https://a.test/b.png' } },
      ],
      [
        'an image in base64, with its detail',
        {
          mediaType: 'image/png',
          data: { type: 'data', data: 'iVBO' },
          providerOptions: { openaiCompatible: { detail: 'low' } },
        },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBO', detail: 'low' } },
      ],
      [
        'an image in bytes',
        { mediaType: 'image/gif', data: { type: 'data', data: new Uint8Array([1, 2, 3]) } },
        { type: 'image_url', image_url: { url: 'data:image/gif;base64,AQID' } },
      ],
      [
        'MP3 sound',
        { mediaType: 'audio/mpeg', data: { type: 'data', data: 'SUQz' } },
        { type: 'input_audio', input_audio: { data: 'SUQz', format: 'mp3' } },
      ],
      [
        'other sound',
        { mediaType: 'audio/wav', data: { type: 'data', data: new Uint8Array([1]) } },
        { type: 'input_audio', input_audio: { data: 'AQ==', format: 'wav' } },
      ],
      [
        'a document with its name',
        { mediaType: 'application/pdf', filename: 'a.pdf', data: { type: 'data', data: 'JVBE' } },
        { type: 'file', file: { file_data: 'data:application/pdf;base64,JVBE', filename: 'a.pdf' } },
      ],
      [
        'a document by its address',
        { mediaType: 'application/pdf', data: { type: 'url', url: new URL('https://a.test/a.pdf') } },
        { type: 'file', file: { file_url: 'https://a.test/a.pdf' } },
      ],
      [
        'an uploaded file by its id',
        {
          mediaType: 'application/octet-stream',
          data: { type: 'reference', reference: { openaiCompatible: 'file-1' } },
        },
        { type: 'file', file: { file_id: 'file-1' } },
      ],
      [
        'a text file as text',
        { mediaType: 'text/plain', data: { type: 'text', text: 'Notes' } },
        { type: 'text', text: 'Notes' },
      ],
    ] as const satisfies readonly (readonly [string, Omit<LanguageModelV4FilePart, 'type'>, object])[])(
      'are written as %s',
      (_, file, expected) => {
        expect(partOf(file)).toEqual(expected);
      },
    );
  });

  describe('the answers of the assistant', () => {
    it('keep text, reasoning and calls', () => {
      const message = onTheWire({
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Hm' },
          { type: 'text', text: 'One ' },
          { type: 'text', text: 'moment.' },
          { type: 'tool-call', toolCallId: 'call_1', toolName: 'now', input: { zone: 'UTC' } },
        ],
      });
      expect(message).toEqual([
        {
          role: 'assistant',
          content: 'One moment.',
          reasoning_content: 'Hm',
          tool_calls: [
            { id: 'call_1', type: 'function', function: { name: 'now', arguments: '{"zone":"UTC"}' } },
          ],
        },
      ]);
    });

    it('have the content null where there are only calls, and empty where there is nothing', () => {
      const call = { type: 'tool-call' as const, toolCallId: 'call_1', toolName: 'now', input: {} };
      expect(
        onTheWire({ role: 'assistant', content: [call] }, { role: 'assistant', content: [] }),
      ).toMatchObject([
        { role: 'assistant', content: null },
        { role: 'assistant', content: '' },
      ]);
    });

    it('keep the arguments as the model wrote them', () => {
      const written = '{ "zone" : "UTC" }';
      const message = onTheWire({
        role: 'assistant',
        content: [
          {
            type: 'tool-call',
            toolCallId: 'call_1',
            toolName: 'now',
            input: { zone: 'UTC' },
            providerOptions: { openaiCompatible: { arguments: written } },
          },
        ],
      });
      expect(message).toMatchObject([{ tool_calls: [{ function: { arguments: written } }] }]);
    });
  });

  describe('the results of tools', () => {
    it('are a message each', () => {
      const result = (toolCallId: string): LanguageModelV4ToolResultPart => ({
        type: 'tool-result',
        toolCallId,
        toolName: 'now',
        output: { type: 'text', value: toolCallId },
      });
      expect(onTheWire({ role: 'tool', content: [result('call_1'), result('call_2')] })).toEqual([
        { role: 'tool', tool_call_id: 'call_1', content: 'call_1' },
        { role: 'tool', tool_call_id: 'call_2', content: 'call_2' },
      ]);
    });

    it.each([
      [{ type: 'text', value: 'noon' }, 'noon'],
      [{ type: 'error-text', value: 'no clock' }, 'no clock'],
      [{ type: 'json', value: { hour: 12 } }, '{"hour":12}'],
      [{ type: 'error-json', value: ['no'] }, '["no"]'],
      [{ type: 'execution-denied', reason: 'Not at night' }, 'Not at night'],
      [{ type: 'execution-denied' }, 'The call was not allowed.'],
    ] as const)('of the form %j are the text %s', (output, text) => {
      expect(resultOf(output)).toBe(text);
    });

    it.each([
      [[{ type: 'text', text: 'noon' }], 'noon'],
      [
        [
          { type: 'text', text: 'noon' },
          { type: 'text', text: 'in Oslo' },
        ],
        [
          { type: 'text', text: 'noon' },
          { type: 'text', text: 'in Oslo' },
        ],
      ],
      [[], ''],
    ] as const)('in parts (%j) stay parts only where there are several', (value, content) => {
      expect(resultOf({ type: 'content', value: [...value] })).toEqual(content);
    });

    it('hold nothing but text: images come in a message behind all results of the step', () => {
      const image = (data: string): LanguageModelV4ToolResultPart['output'] => ({
        type: 'content',
        value: [
          { type: 'text', text: 'Here:' },
          { type: 'file', mediaType: 'image/png', data: { type: 'data', data } },
          { type: 'custom' },
        ],
      });
      const result = (
        toolCallId: string,
        output: LanguageModelV4ToolResultPart['output'],
      ): LanguageModelV4ToolResultPart => ({ type: 'tool-result', toolCallId, toolName: 'draw', output });
      const messages = onTheWire(
        {
          role: 'tool',
          content: [result('call_1', image('aaaa')), result('call_2', { type: 'text', value: 'ok' })],
        },
        { role: 'tool', content: [result('call_3', image('bbbb'))] },
        { role: 'user', content: [{ type: 'text', text: 'Thanks' }] },
      );
      expect(messages).toMatchObject([
        { role: 'tool', tool_call_id: 'call_1', content: 'Here:' },
        { role: 'tool', tool_call_id: 'call_2', content: 'ok' },
        { role: 'tool', tool_call_id: 'call_3' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Files in the result of the tool draw (call_1):' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,aaaa' } },
            { type: 'text', text: 'Files in the result of the tool draw (call_3):' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,bbbb' } },
          ],
        },
        { role: 'user', content: 'Thanks' },
      ]);
    });

    it('that are nothing but a file say where it is', () => {
      const value = [{ type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'iVBO' } }] as const;
      expect(resultOf({ type: 'content', value: [...value] })).toBe(
        'The result is in the message that follows.',
      );
    });
  });

  describe('texts whose JSON is known', () => {
    const written = '"caf\\u00e9 \\/ \\ud83d\\ude00"';
    const part = new SourceTextPart({
      source: Buffer.from(written),
      toString: () => JSON.parse(written) as string,
    });

    it('are handed on byte by byte', () => {
      const providerOptions = { openaiCompatible: { name: 'Ada' } };
      const messages = toUpstreamMessages([
        { role: 'user', content: [part], providerOptions },
        { role: 'assistant', content: [part] },
      ]);
      expect(serializeRequest(messages, { model: 'm1' }).toString()).toBe(
        `{"messages":[{"role":"user","name":"Ada","content":${written}},{"role":"assistant","content":${written}}],"model":"m1"}`,
      );
    });

    it('are texts like others beside other parts', () => {
      const image = {
        type: 'file' as const,
        mediaType: 'image/png',
        data: { type: 'data' as const, data: 'iVBO' },
      };
      expect(onTheWire({ role: 'user', content: [part, image] })).toMatchObject([
        { content: [{ type: 'text', text: 'café / 😀' }, { type: 'image_url' }] },
      ]);
    });
  });
});

import { describe, expect, it } from '@jest/globals';
import { AnswerOutput, Conversation } from './page/conversation.js';
import { readEvents } from './page/event-stream.js';

const message = (text: string) => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text }],
});

describe('AnswerOutput', () => {
  it('has the items that are done', () => {
    const output = new AnswerOutput();
    const call = { type: 'mcp_call', status: 'completed', output: '12:00' };
    output.read({ type: 'response.output_item.done', item: call });
    output.read({ type: 'response.output_text.delta', delta: 'No' });
    output.read({ type: 'response.output_text.delta', delta: 'on' });
    output.read({ type: 'response.output_item.done', item: message('Noon') });
    expect(output.items).toEqual([call, message('Noon')]);
  });

  it('has what there is of a message that is never done, and no call without a result', () => {
    const output = new AnswerOutput();
    output.read({ type: 'response.output_item.done', item: { type: 'mcp_call', status: 'incomplete' } });
    output.read({ type: 'response.output_text.delta', delta: 'Half a' });
    expect(output.items).toEqual([message('Half a')]);
  });
});

describe('Conversation', () => {
  const question = (text: string) => ({
    type: 'message',
    role: 'user',
    content: [{ type: 'input_text', text }],
  });

  it('sends with a question all that was kept before', () => {
    const conversation = new Conversation();
    conversation.keep('One?', [message('One.')]);
    expect(conversation.asking('Two?')).toEqual([question('One?'), message('One.'), question('Two?')]);
    conversation.clear();
    expect(conversation.asking('Three?')).toEqual([question('Three?')]);
  });
});

describe('readEvents', () => {
  it('gives the data of events wherever the bytes are divided', async () => {
    const bytes = new TextEncoder().encode(': hi\nevent: a\ndata: {"é":1}\n\ndata: [DONE]\n\n');
    for (let size = 1; size < bytes.length; size++) {
      const pieces = [];
      for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.slice(at, at + size));
      const read: string[] = [];
      for await (const data of readEvents(ReadableStream.from(pieces))) read.push(data);
      expect(read).toEqual(['{"é":1}', '[DONE]']);
    }
  });

  it('lets go of the connection when its reader leaves', async () => {
    let isCancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        controller.enqueue(new TextEncoder().encode('data: 1\n'));
      },
      cancel: () => {
        isCancelled = true;
      },
    });
    for await (const data of readEvents(body)) if (data === '1') break;
    expect(isCancelled).toBe(true);
  });
});

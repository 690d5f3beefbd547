import { describe, expect, it } from '@jest/globals';
import { isReference, toItems } from '../openai/items/to-item.js';
import { toConversation } from './conversation.mapper.js';

function read(...sent: object[]) {
  return toConversation(toItems(sent).filter((item) => !isReference(item)));
}

const user = (content: string): object => ({ role: 'user', content });
const call = (callId: string): object => ({
  type: 'function_call',
  call_id: callId,
  name: 'look_up',
  arguments: '{"q":1}',
});
const output = (callId: string, text: string): object => ({
  type: 'function_call_output',
  call_id: callId,
  output: text,
});
const assistant = (text: string): object => ({ role: 'assistant', content: text });

/** Messages as `role:what`, for comparison. */
function shapeOf({ messages }: ReturnType<typeof toConversation>): string[] {
  return messages.map(
    ({ role, content }) =>
      `${role}:${content
        .map((part) => {
          if (part.type === 'tool-call') return `call ${part.toolCallId}`;
          if (part.type === 'tool-result')
            return `result ${part.toolCallId}=${'value' in part.output ? JSON.stringify(part.output.value) : ''}`;
          return 'text' in part ? part.text : part.type;
        })
        .join('|')}`,
  );
}

describe('toConversation', () => {
  it('takes the instructions out of the conversation', () => {
    const { instructions, messages } = read({ role: 'developer', content: 'Be brief.' }, user('Hi'), {
      role: 'system',
      content: [{ type: 'input_text', text: 'Be kind.' }],
    });
    expect(instructions).toEqual(['Be brief.', 'Be kind.']);
    expect(messages).toHaveLength(1);
  });

  it('takes what front ends show around texts out of what the agent said', () => {
    const block = '<details type="reasoning" done="true">\n> Hm.\n</details>\n';
    const parts = { role: 'assistant', content: [{ type: 'output_text', text: `${block}Two.` }] };
    const sent = [
      user(`${block}Hi`),
      assistant(block),
      user('Well?'),
      assistant(`${block}One.`),
      user('And?'),
      parts,
    ];
    expect(shapeOf(read(...sent))).toEqual([
      `user:${block}Hi`,
      'user:Well?',
      'assistant:One.',
      'user:And?',
      'assistant:Two.',
    ]);
  });

  it('makes one step of thoughts, text and parallel calls, with the results behind it', () => {
    const thought = { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }] };
    expect(
      shapeOf(
        read(
          user('Hi'),
          thought,
          assistant('Wait.'),
          call('a'),
          call('b'),
          output('a', 'A'),
          output('b', 'B'),
        ),
      ),
    ).toEqual(['user:Hi', 'assistant:Hm.|Wait.|call a|call b', 'tool:result a="A"|result b="B"']);
  });

  it('begins a new step after a result', () => {
    expect(
      shapeOf(read(call('a'), output('a', 'A'), call('b'), output('b', 'B'), assistant('Done.'))),
    ).toEqual([
      'assistant:call a',
      'tool:result a="A"',
      'assistant:call b',
      'tool:result b="B"',
      'assistant:Done.',
    ]);
  });

  it('puts a result behind its call that the client put elsewhere', () => {
    expect(shapeOf(read(call('a'), user('Hurry'), output('a', 'A')))).toEqual([
      'assistant:call a',
      'tool:result a="A"',
      'user:Hurry',
    ]);
  });

  it('tells the results of calls apart that have one id', () => {
    expect(shapeOf(read(call('0'), output('0', 'A'), assistant('ok'), call('0'), output('0', 'B')))).toEqual([
      'assistant:call 0',
      'tool:result 0="A"',
      'assistant:ok|call 0',
      'tool:result 0="B"',
    ]);
  });

  it('says so where a call has no result, as models accept none without', () => {
    expect(shapeOf(read(call('a'), user('Never mind')))).toEqual([
      'assistant:call a',
      'tool:result a="No result of this call was given."',
      'user:Never mind',
    ]);
  });

  it('gives what a tool of the agent did as a call and its result', () => {
    const done = { type: 'mcp_call', id: 'mcp_1', name: 'look_up', arguments: '{}', output: 'found' };
    const failed = {
      ...done,
      id: 'mcp_2',
      output: null,
      error: { type: 'mcp_tool_execution_error', content: [{ type: 'text', text: 'broken' }] },
    };
    expect(shapeOf(read(done, failed))).toEqual([
      'assistant:call mcp_1',
      'tool:result mcp_1="found"',
      'assistant:call mcp_2',
      'tool:result mcp_2="broken"',
    ]);
  });

  it('leaves out what says nothing to a model', () => {
    const encrypted = { type: 'reasoning', summary: [], encrypted_content: 'opaque' };
    expect(shapeOf(read(encrypted, { type: 'web_search_call', id: 'ws_1' }, assistant('Hi')))).toEqual([
      'assistant:Hi',
    ]);
  });
});

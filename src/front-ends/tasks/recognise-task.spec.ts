import { describe, expect, it } from '@jest/globals';
import type { AgentRequest, ConversationMessage } from '../../agent/agent-request.js';
import type { FrontEnd } from '../front-end.js';
import { recogniseTask, type TaskCandidate } from './recognise-task.js';

const NOBODY: FrontEnd = { name: 'other', task: undefined };
const LOBECHAT =
  'You are a professional conversation summarizer. Generate a concise title that captures the essence of the conversation.\n\nRules:\n- Maximum 10 words';
const CHERRY_STUDIO =
  "You are an assistant skilled in conversation. You need to summarize the user's conversation into a title within 10 words. The language of the title should be consistent with the user's primary language.";
const CHATBOX =
  'Based on the chat history, give this conversation a name.\nKeep it short - 10 characters max, no quotes.\nUse English.';
const CONTINUE =
  'Given the following... please reply with a title for the chat that is 3-4 words in length, all words used should be directly related to the content of the chat';
const TOOLS =
  'Available Tools: [{"name": "get_weather"}]\n\nYour task is to choose and return the correct tool(s) from the list of available tools based on the query.';
const SUMMARY =
  'Summarize the discussion briefly in 200 words or less to use as a prompt for future context.';

function user(text: string): ConversationMessage {
  return { role: 'user', content: [{ type: 'text', text }] };
}

function candidate(
  messages: readonly ConversationMessage[],
  {
    instructions = [] as string[],
    streamed = false,
    ...request
  }: Partial<AgentRequest> & { streamed?: boolean } = {},
): TaskCandidate {
  return {
    frontEnd: NOBODY,
    streamed,
    request: { agentId: 'a', instructions, messages, settings: {}, ...request },
  };
}

function kindOf(asked: TaskCandidate): string | undefined {
  return recogniseTask(asked)?.kind;
}

describe('recogniseTask', () => {
  it.each([
    ['LobeChat', 'title', [user('user: Hi')], LOBECHAT],
    ['Cherry Studio', 'title', [user('[]')], CHERRY_STUDIO],
    ['Open WebUI, for its legacy function calling', 'function-calling', [user('Query: Is it warm?')], TOOLS],
    ['NextChat', 'summary', [user('Hi'), user('You?')], SUMMARY],
  ] as const)('knows the instructions of %s', (_, kind, messages, instruction) => {
    expect(kindOf(candidate(messages, { instructions: [instruction] }))).toBe(kind);
  });

  it.each([CHATBOX, CONTINUE])('knows the prompt "%s"', (prompt) => {
    expect(kindOf(candidate([user(prompt)]))).toBe('title');
    expect(kindOf(candidate([user(`\n${prompt}`)], { streamed: true }))).toBe('title');
  });

  it.each([
    [
      'instructions alone that begin like those of a task',
      { instructions: ['Available Tools: hammer, saw'] },
    ],
    ['more instructions than the front end sends', { instructions: ['Be brief.', LOBECHAT] }],
    ['instructions in the middle of a chat', { instructions: [SUMMARY, 'Be brief.'] }],
    ['a stream that the front end would not ask for', { instructions: [TOOLS], streamed: true }],
  ])('does not take %s for a task', (_, request) => {
    expect(kindOf(candidate([user('Hi')], request))).toBeUndefined();
  });

  it('does not take a prompt with a picture for a task', () => {
    const picture = { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'AAAA' } } as const;
    const message: ConversationMessage = {
      role: 'user',
      content: [{ type: 'text', text: CHATBOX }, picture],
    };
    expect(kindOf(candidate([message]))).toBeUndefined();
  });

  it('does not take a prompt with tools for a task, unless it wants a call', () => {
    const tool = { type: 'function', name: 'f', inputSchema: { type: 'object' } } as const;
    const title = user(
      'Write a concise title for this conversation in the detected language. Title in 5 Words or Less. Now',
    );
    const toolChoice = { type: 'tool', toolName: 'f' } as const;
    expect(kindOf(candidate([title], { tools: [tool] }))).toBeUndefined();
    expect(kindOf(candidate([title], { tools: [tool, { ...tool, name: 'g' }], toolChoice }))).toBeUndefined();
    expect(kindOf(candidate([title], { tools: [tool], toolChoice }))).toBe('title');
  });

  it('takes the word of the header', () => {
    const frontEnd: FrontEnd = { ...NOBODY, name: 'open-webui', task: 'emoji_generation' };
    expect(kindOf({ ...candidate([user(CHATBOX)]), frontEnd })).toBe('emoji');
    expect(kindOf({ ...candidate([]), frontEnd: { ...frontEnd, task: 'memory_review' } })).toBe('other');
    expect(kindOf({ ...candidate([]), frontEnd: { ...frontEnd, task: 'toString' } })).toBe('other');
  });

  it.each(['None', 'null', 'undefined', '{{TASK}}'])('takes %j in the header for no task', (task) => {
    const frontEnd: FrontEnd = { ...NOBODY, name: 'open-webui', task };
    expect(kindOf({ ...candidate([user('Hi')]), frontEnd })).toBeUndefined();
  });

  it('knows nothing in an ordinary question', () => {
    expect(kindOf(candidate([user('Hi')], { instructions: ['Be brief.'], streamed: true }))).toBeUndefined();
    expect(kindOf(candidate([]))).toBeUndefined();
  });
});

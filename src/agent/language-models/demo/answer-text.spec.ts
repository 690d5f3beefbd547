import { describe, expect, it } from '@jest/globals';
import type { LanguageModelV4Message, LanguageModelV4Prompt } from '@ai-sdk/provider';
import { answerText } from './answer-text.js';
import { readConversation } from './conversation.js';

/** A conversation in which the user says these things, and something is answered between them. */
function conversationOf(...texts: readonly string[]): LanguageModelV4Prompt {
  const prompt: LanguageModelV4Prompt = [{ role: 'system', content: 'You are Hermes.' }];
  for (const [index, text] of texts.entries()) {
    if (index > 0) prompt.push({ role: 'assistant', content: [{ type: 'text', text: `answer ${index}` }] });
    prompt.push({ role: 'user', content: [{ type: 'text', text }] });
  }
  return prompt;
}

function answerTo(...texts: readonly string[]): string {
  return answerText(readConversation(conversationOf(...texts)));
}

function toolResult(
  output: Extract<
    Extract<LanguageModelV4Message, { role: 'tool' }>['content'][number],
    { type: 'tool-result' }
  >['output'],
): LanguageModelV4Message {
  return {
    role: 'tool',
    content: [{ type: 'tool-result', toolCallId: '1', toolName: 'get_weather', output }],
  };
}

describe('answerText', () => {
  it('says what it is and how to connect a real model', () => {
    for (const answer of [answerTo('Hello!'), answerTo('Tell me about bees'), answerTo('Who are you?')]) {
      expect(answer).toContain('demo model');
      expect(answer).toContain('OPENAI_BASE_URL');
      expect(answer).toContain('AGENT_MODEL');
    }
  });

  it('greets', () => {
    expect(answerTo('Hi there!')).toMatch(/^Hello!/);
    expect(answerTo('My name is Ada', 'hello')).toMatch(/^Hello, Ada! This is message 2/);
  });

  it('says what the user said back, and counts messages', () => {
    const answer = answerTo('one', 'two', 'The sea is blue');
    expect(answer).toContain('You said: "The sea is blue"');
    expect(answer).toContain('message 3');
  });

  it.each([
    'What did I say before?',
    'What did I just say?',
    'what was my last message?',
    'What did I say last?',
  ])('answers %j with the message before it', (question) => {
    expect(answerTo('I like bees', 'I like tea', question)).toBe(
      'Before this message you said: "I like tea"',
    );
  });

  it.each(['What did I say first?', 'What was my first message?', 'What was the first thing I said?'])(
    'answers %j with the first message',
    (question) => {
      expect(answerTo('I like bees', 'I like tea', question)).toContain('"I like bees"');
    },
  );

  it('says so when nothing was said before', () => {
    expect(answerTo('What did I say before?')).toContain('first message');
    expect(answerTo('Summarise our conversation')).toContain('nothing to summarise');
  });

  it('knows the name that the user gave, the last one if there were two', () => {
    expect(answerTo('my name is Ada', 'bees', 'What is my name?')).toContain('Ada');
    expect(answerTo('My name is Ada', 'No, call me Grace Hopper', "what's my name?")).toContain(
      'Grace Hopper',
    );
    expect(answerTo('What is my name?')).toContain('not told me');
  });

  it('lists what the user said when asked for a summary', () => {
    const answer = answerTo('I like bees', 'I like tea', 'Summarize our conversation so far, please');
    expect(answer).toContain('1. I like bees');
    expect(answer).toContain('2. I like tea');
  });

  it.each(['I went home first and told my mother', 'Summarise this article for me'])(
    'does not take %j for a question about the conversation',
    (text) => {
      expect(answerTo('I like bees', text)).toContain('You said:');
    },
  );

  it('counts messages and repeats its own last answer', () => {
    expect(answerTo('a', 'b', 'How many messages have I sent so far?')).toContain('3 messages');
    expect(answerTo('a', 'What did you just say?')).toBe('I said: "answer 1"');
  });

  it('counts to a number', () => {
    expect(answerTo('Count to 5')).toBe('1 2 3 4 5');
    expect(answerTo('Count to 1000000000').length).toBeLessThan(5_000);
  });

  it('takes a message that begins with a slash as any other', () => {
    expect(answerTo('/help me')).toContain('You said: "/help me"');
  });

  it('mentions what is attached by its media type', () => {
    const url = { type: 'url', url: new URL('https://example.com/a.png') } as const;
    const prompt: LanguageModelV4Prompt = [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'file', mediaType: 'image/png', data: url },
          { type: 'file', mediaType: 'application/pdf', filename: 'report.pdf', data: url },
        ],
      },
    ];
    const answer = answerText(readConversation(prompt));
    expect(answer).toContain('an image (image/png)');
    expect(answer).toContain('a file (report.pdf, application/pdf)');
  });

  it('passes on what a tool returned', () => {
    const prompt = [...conversationOf('weather?'), toolResult({ type: 'text', value: 'sunny, 21 °C' })];
    expect(answerText(readConversation(prompt))).toBe('The tool get_weather returned: sunny, 21 °C');
  });

  it('tells a failed and a forbidden tool apart from one that answered', () => {
    const failed = [...conversationOf('weather?'), toolResult({ type: 'error-text', value: 'no network' })];
    const denied = [...conversationOf('weather?'), toolResult({ type: 'execution-denied' })];
    expect(answerText(readConversation(failed))).toBe('The tool get_weather failed: no network');
    expect(answerText(readConversation(denied))).toBe('The tool get_weather was not allowed to run.');
  });

  it('answers from the last message when the tool results are older', () => {
    const prompt = [
      ...conversationOf('weather?'),
      toolResult({ type: 'text', value: 'sunny' }),
      { role: 'user', content: [{ type: 'text', text: 'nice day' }] } as const,
    ] satisfies LanguageModelV4Prompt;
    expect(answerText(readConversation(prompt))).toContain('You said: "nice day"');
  });

  it('has something to say to an empty prompt', () => {
    expect(answerText(readConversation([]))).toContain('no message');
    expect(answerTo('')).toContain('no text');
  });
});

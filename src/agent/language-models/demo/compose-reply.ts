import type { JSONValue, LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { answerText } from './answer-text.js';
import { callTools, type DemoToolCall } from './call-tools.js';
import { type Conversation, readConversation } from './conversation.js';
import { isConversationQuestion } from './conversation-answers.js';
import { excerpt } from './excerpt.js';
import { jsonSchemaInstance, type ValueSource } from './json-schema/json-schema-instance.js';
import { MessageValues } from './message-values.js';

/** A whole reply of the demo model, before any limit is applied; a reply that calls tools has no text. */
export interface DemoReply {
  readonly reasoning: string;
  readonly text: string;
  readonly toolCalls: readonly DemoToolCall[];
}

/** The reply to a call, the same for the same call. */
export function composeReply(options: LanguageModelV4CallOptions): DemoReply {
  const conversation = readConversation(options.prompt);
  const toolCalls = callTools(conversation, options);
  const isReasoningWanted = !['none', 'provider-default', undefined].includes(options.reasoning);
  return {
    reasoning: isReasoningWanted ? reasoningOn(conversation, toolCalls) : '',
    text: toolCalls.length > 0 ? '' : formattedAnswer(conversation, options.responseFormat),
    toolCalls,
  };
}

function formattedAnswer(
  conversation: Conversation,
  format: LanguageModelV4CallOptions['responseFormat'],
): string {
  const answer = answerText(conversation);
  if (format?.type !== 'json') return answer;
  const { schema } = format;
  if (schema === undefined) return JSON.stringify({ answer });
  const source = new StructuredValues(answer, new MessageValues(conversation.lastText.slice(0, 2_000)));
  return JSON.stringify(jsonSchemaInstance(schema as JSONValue, { source }));
}

/** The message's values, and the answer itself where a schema asks for one. */
class StructuredValues implements ValueSource {
  constructor(
    private readonly answer: string,
    private readonly message: MessageValues,
  ) {}

  suggest(...[name, type, schema, accepts]: Parameters<ValueSource['suggest']>): JSONValue | undefined {
    const isAnswer = /^(?:final_?)?(?:answer|reply|response)$/i.test(name);
    if (isAnswer && type === 'string' && accepts(this.answer)) return this.answer;
    return this.message.suggest(name, type, schema, accepts);
  }

  choose(values: readonly JSONValue[]): JSONValue | undefined {
    return this.message.choose(values);
  }
}

function reasoningOn(conversation: Conversation, toolCalls: readonly DemoToolCall[]): string {
  const { lastText, toolOutcomes } = conversation;
  if (toolCalls.length > 0) {
    return `The message speaks of what ${toolCalls.map(({ toolName }) => toolName).join(' and ')} can do, so I call that.`;
  }
  if (toolOutcomes.length > 0) return 'The tools have answered, so I pass on what they say.';
  if (isConversationQuestion(lastText))
    return 'The message asks about this conversation, so I look through it.';
  return `The message begins with "${excerpt(lastText, 40)}". I find nothing in it that I know more about, so I say it back.`;
}

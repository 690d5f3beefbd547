import { createHash } from 'node:crypto';
import type { LanguageModelV4CallOptions, LanguageModelV4FunctionTool } from '@ai-sdk/provider';
import { type ChosenTool, chooseTools } from './choose-tools.js';
import type { Conversation } from './conversation.js';
import { isConversationQuestion } from './conversation-answers.js';
import { eachPlaceOf } from './each-place.js';
import { toolInput } from './tool-input.js';

/** A call that the demo model makes. */
export interface DemoToolCall {
  readonly toolCallId: string;
  readonly toolName: string;
  /** The arguments as JSON. */
  readonly input: string;
}

/** The calls that the conversation asks for. Once a tool has answered, the model answers too. */
export function callTools(
  conversation: Conversation,
  { tools = [], toolChoice }: Pick<LanguageModelV4CallOptions, 'tools' | 'toolChoice'>,
): readonly DemoToolCall[] {
  const callable = tools.filter((tool) => tool.type === 'function');
  if (callable.length === 0 || conversation.toolOutcomes.length > 0) return [];
  const ids = new Set(conversation.toolCallIds);
  return requestsFor(conversation.lastText.slice(0, 2_000), callable, toolChoice ?? { type: 'auto' })
    .flatMap((chosen) => eachPlaceOf(chosen))
    .map(({ tool, request, evidence }, index) => {
      const input = JSON.stringify(toolInput(tool, request, conversation.lastText.slice(0, 2_000), evidence));
      const toolCallId = newCallId(conversation, `${index} ${tool.name} ${input}`, ids);
      return { toolCallId, toolName: tool.name, input };
    });
}

function requestsFor(
  text: string,
  tools: readonly LanguageModelV4FunctionTool[],
  choice: NonNullable<LanguageModelV4CallOptions['toolChoice']>,
): readonly ChosenTool[] {
  switch (choice.type) {
    case 'none':
      return [];
    case 'auto':
      return isConversationQuestion(text) ? [] : chooseTools(text, tools);
    case 'required': {
      const chosen = chooseTools(text, tools);
      return chosen.length > 0 ? chosen : wholeMessageFor(tools[0], text);
    }
    case 'tool':
      return wholeMessageFor(
        tools.find(({ name }) => name === choice.toolName),
        text,
      );
  }
}

function wholeMessageFor(tool: LanguageModelV4FunctionTool | undefined, text: string): readonly ChosenTool[] {
  if (tool === undefined) return [];
  const evidence = chooseTools(text, [tool])[0]?.evidence ?? new Set();
  return [{ tool, request: text, evidence }];
}

/** Depends on nothing but the conversation, and differs from every other id in it. */
function newCallId({ messageCount, lastText }: Conversation, call: string, ids: Set<string>): string {
  for (let attempt = 0; ; attempt++) {
    const hash = createHash('sha256').update(`${attempt} ${messageCount} ${call} ${lastText}`).digest('hex');
    const id = `call_${hash.slice(0, 24)}`;
    if (ids.has(id)) continue;
    ids.add(id);
    return id;
  }
}

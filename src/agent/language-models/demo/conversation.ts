import type {
  LanguageModelV4FilePart,
  LanguageModelV4Message,
  LanguageModelV4Prompt,
} from '@ai-sdk/provider';

type ToolResult = Extract<
  Extract<LanguageModelV4Message, { role: 'tool' }>['content'][number],
  { type: 'tool-result' }
>;

/** What a tool gave back since the user last spoke. */
export interface ToolOutcome {
  readonly toolName: string;
  readonly kind: 'returned' | 'failed' | 'denied';
  readonly text: string;
}

/** What the demo model makes of a prompt. */
export interface Conversation {
  /** What the user said, oldest first. */
  readonly userTexts: readonly string[];
  /** The last of `userTexts`; empty where the user has said nothing. */
  readonly lastText: string;
  /** What came with the user's last message. */
  readonly attachments: readonly LanguageModelV4FilePart[];
  readonly lastAnswer: string | undefined;
  readonly toolOutcomes: readonly ToolOutcome[];
  readonly toolCallIds: ReadonlySet<string>;
  readonly messageCount: number;
}

/** Reads a prompt. */
export function readConversation(prompt: LanguageModelV4Prompt): Conversation {
  const userTexts: string[] = [];
  const toolCallIds = new Set<string>();
  let attachments: readonly LanguageModelV4FilePart[] = [];
  let toolOutcomes: ToolOutcome[] = [];
  let lastAnswer: string | undefined;
  for (const message of prompt) {
    switch (message.role) {
      case 'system':
        break;
      case 'user':
        userTexts.push(textOf(message.content));
        attachments = message.content.filter((part) => part.type === 'file');
        toolOutcomes = [];
        break;
      case 'assistant':
        lastAnswer = textOf(message.content) || lastAnswer;
        for (const part of message.content) if (part.type === 'tool-call') toolCallIds.add(part.toolCallId);
        break;
      case 'tool':
        for (const part of message.content)
          if (part.type === 'tool-result') toolOutcomes.push(toOutcome(part));
    }
  }
  const lastText = userTexts.at(-1) ?? '';
  return {
    userTexts,
    lastText,
    attachments,
    lastAnswer,
    toolOutcomes,
    toolCallIds,
    messageCount: prompt.length,
  };
}

function textOf(content: readonly { readonly type: string; readonly text?: string }[]): string {
  return content
    .flatMap((part) => (part.type === 'text' && part.text !== undefined ? [part.text] : []))
    .join('\n')
    .trim();
}

function toOutcome({ toolName, output }: ToolResult): ToolOutcome {
  switch (output.type) {
    case 'text':
      return { toolName, kind: 'returned', text: output.value };
    case 'json':
      return { toolName, kind: 'returned', text: JSON.stringify(output.value) };
    case 'error-text':
      return { toolName, kind: 'failed', text: output.value };
    case 'error-json':
      return { toolName, kind: 'failed', text: JSON.stringify(output.value) };
    case 'execution-denied':
      return { toolName, kind: 'denied', text: output.reason ?? '' };
    case 'content':
      return {
        toolName,
        kind: 'returned',
        text: output.value.map((part) => (part.type === 'text' ? part.text : describePart(part))).join('\n'),
      };
  }
}

function describePart(part: { readonly type: string; readonly mediaType?: string }): string {
  return part.mediaType === undefined ? '[something that is not text]' : `[${part.mediaType}]`;
}

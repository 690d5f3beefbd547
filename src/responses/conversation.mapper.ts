import type { LanguageModelV4FilePart, LanguageModelV4ToolResultPart } from '@ai-sdk/provider';
import type { AgentRequest, ConversationMessage } from '../agent/agent-request.js';
import { summaryMessages } from '../agent/compaction/summary-message.js';
import { audioPart, documentPart, imagePart } from '../agent/file-parts.js';
import { toolCallPart } from '../agent/request-parts.js';
import type {
  FunctionCallItemDto,
  FunctionCallOutputItemDto,
  InputPart,
  Item,
  McpCallItemDto,
  MessageItemDto,
  ReasoningItemDto,
} from '../openai/items/item.dto.js';
import { saidText } from '../front-ends/history/said-text.js';
import { isReadable } from '../openai/items/to-item.js';
import { isSummary, type ReadItem } from './compaction/summary-item.js';

type AssistantContent = Extract<ConversationMessage, { role: 'assistant' }>['content'];
type ResultOutput = LanguageModelV4ToolResultPart['output'];

/** What a model reads where a call has no result, because its turn broke off or nobody answered it. */
const NO_RESULT: ResultOutput = { type: 'error-text', value: 'No result of this call was given.' };

/** The items of a conversation as the messages of a run, with the application's instructions taken out of it. */
export function toConversation(items: readonly ReadItem[]): Pick<AgentRequest, 'instructions' | 'messages'> {
  const writer = new ConversationWriter(items);
  for (const item of items) {
    if (isSummary(item)) writer.writeSummary(item.text);
    else if (isReadable(item)) writer.write(item);
  }
  writer.closeStep();
  return writer;
}

/**
 * Puts what belongs to one step of the agent into one message: thoughts, text and calls up to the first result. Each
 * call has its result right behind it, wherever the client put it, because models accept no other order.
 */
class ConversationWriter {
  readonly instructions: string[] = [];
  readonly messages: ConversationMessage[] = [];
  /** The results of each call id, in the order of the calls: some models use an id again in the next turn. */
  private readonly outputs = new Map<string, FunctionCallOutputItemDto[]>();
  private said: AssistantContent = [];
  private results: LanguageModelV4ToolResultPart[] = [];
  private hasResult = false;

  constructor(items: readonly ReadItem[]) {
    for (const item of items) {
      if (isSummary(item) || !isReadable(item) || item.type !== 'function_call_output') continue;
      const outputs = this.outputs.get(item.call_id);
      if (outputs === undefined) this.outputs.set(item.call_id, [item]);
      else outputs.push(item);
    }
  }

  write(item: Item): void {
    switch (item.type) {
      case 'message':
        this.writeMessage(item);
        break;
      case 'reasoning':
        this.writeThoughts(item);
        break;
      case 'function_call':
        this.writeFunctionCall(item);
        break;
      case 'function_call_output':
        this.hasResult = true;
        break;
      case 'mcp_call':
        this.writeOwnCall(item);
        break;
      case 'compaction':
        // The last one is read as a summary, and those before it are part of what that stands for.
        break;
    }
  }

  writeSummary(text: string): void {
    this.closeStep();
    this.messages.push(...(summaryMessages(text) as ConversationMessage[]));
  }

  /** Ends the step of the agent that is being put together. */
  closeStep(): void {
    if (this.said.length > 0) this.messages.push({ role: 'assistant', content: this.said });
    if (this.results.length > 0) this.messages.push({ role: 'tool', content: this.results });
    this.said = [];
    this.results = [];
    this.hasResult = false;
  }

  private writeMessage({ role, content }: MessageItemDto): void {
    switch (role) {
      case 'system':
      case 'developer':
        this.instructions.push(content.map((part) => ('text' in part ? part.text : '')).join('\n'));
        break;
      case 'user':
        this.closeStep();
        this.messages.push({ role, content: (content as InputPart[]).map(toUserPart) });
        break;
      case 'assistant':
        for (const part of content) {
          if (part.type === 'refusal') this.say({ type: 'text', text: part.refusal });
          else this.sayText('text' in part ? part.text : '');
        }
        break;
    }
  }

  /** Thoughts that another server has encrypted say nothing to our models. */
  private writeThoughts(item: ReasoningItemDto): void {
    const text = thoughtsOf(item);
    if (text !== '') this.say({ type: 'reasoning', text });
  }

  private writeFunctionCall({
    call_id: toolCallId,
    name: toolName,
    arguments: text,
  }: FunctionCallItemDto): void {
    this.say(toolCallPart(toolCallId, toolName, text));
    const output = this.outputs.get(toolCallId)?.shift();
    const result = output === undefined ? NO_RESULT : toOutput(output.output);
    this.results.push({ type: 'tool-result', toolCallId, toolName, output: result });
  }

  private writeOwnCall({ id, name, arguments: text, output, error }: McpCallItemDto): void {
    this.say(toolCallPart(id, name, text));
    const result: ResultOutput =
      error != null
        ? { type: 'error-text', value: textOfError(error) }
        : output == null
          ? NO_RESULT
          : { type: 'text', value: output };
    this.results.push({ type: 'tool-result', toolCallId: id, toolName: name, output: result });
    this.hasResult = true;
  }

  /** Says nothing where the front end showed nothing but what went on. */
  private sayText(text: string): void {
    const said = saidText(text);
    if (said !== '' || text === '') this.say({ type: 'text', text: said });
  }

  private say(part: AssistantContent[number]): void {
    if (this.hasResult) this.closeStep();
    this.said.push(part);
  }
}

function toUserPart(part: InputPart): { type: 'text'; text: string } | LanguageModelV4FilePart {
  return 'text' in part ? { type: 'text', text: part.text } : toFilePart(part);
}

function toFilePart(part: Exclude<InputPart, { text: string }>): LanguageModelV4FilePart {
  switch (part.type) {
    case 'input_image':
      return part.image_url == null
        ? documentPart({ id: part.file_id })
        : imagePart(part.image_url, part.detail === 'auto' ? undefined : part.detail);
    case 'input_file':
      return documentPart({
        data: part.file_data,
        id: part.file_id,
        url: part.file_url,
        filename: part.filename,
      });
    case 'input_audio':
      return audioPart(part.input_audio.data, part.input_audio.format);
  }
}

function toOutput(output: string | InputPart[]): ResultOutput {
  if (typeof output === 'string') return { type: 'text', value: output };
  return { type: 'content', value: output.map(toUserPart) };
}

function thoughtsOf({ summary, content }: ReasoningItemDto): string {
  const thoughts = content != null && content.length > 0 ? content : summary;
  return thoughts.map(({ text }) => text).join('\n\n');
}

/** Errors of this server's own tools are texts in parts; those of others have other shapes. */
function textOfError(error: unknown): string {
  if (typeof error === 'string') return error;
  const { content, message } = error as { content?: unknown; message?: unknown };
  if (typeof message === 'string') return message;
  if (!Array.isArray(content)) return JSON.stringify(error);
  return content
    .map((part: { text?: unknown } | null) => (typeof part?.text === 'string' ? part.text : ''))
    .join('\n');
}

import type { AgentEvent, TextDelta, ToolCallStart, ToolResultEvent } from '../../agent/agent-event.js';
import type {
  FunctionCallItem,
  McpCallItem,
  MessageItem,
  OutputItem,
  OutputLogprob,
  OutputTextPart,
  ReasoningItem,
  RefusalPart,
} from './output-item.js';

/** Takes an event of the stream: its type, and its own fields in the order in which they are sent. */
export type EmitEvent = (type: string, fields: object) => void;

type ToolItem = FunctionCallItem | McpCallItem;

/** An item under way and its place in the output. */
interface Open<Item> {
  readonly item: Item;
  readonly index: number;
}

/** How much of the tools' results stands in an item. */
const SERVER_LABEL = 'agent';

/**
 * Turns the events of a run into the items of a response's output, and into the events that tell how each of them
 * grows. An item is announced before anything is told of it, and closed before the response ends.
 */
export class OutputAssembler {
  /** The output so far; items change until they are closed. */
  readonly output: OutputItem[] = [];
  private message: Open<MessageItem> | undefined;
  private reasoning: Open<ReasoningItem> | undefined;
  private readonly toolItems = new Map<string, Open<ToolItem>>();

  constructor(
    private readonly emit: EmitEvent,
    /** Makes an id with this prefix, e.g. `msg`. */
    private readonly newId: (prefix: string) => string,
  ) {}

  read(event: AgentEvent): void {
    switch (event.type) {
      case 'text-delta':
        this.readText(event);
        break;
      case 'refusal-delta':
        this.readRefusal(event.text);
        break;
      case 'reasoning-delta':
        this.readReasoning(event.text);
        break;
      case 'source':
        this.addCitation(event.url, event.title);
        break;
      case 'tool-call-start':
        this.openToolItem(event);
        break;
      case 'tool-call-delta':
        this.readArguments(event.callId, event.argumentsDelta);
        break;
      case 'tool-call-end':
        this.endArguments(event.callId, event.arguments);
        break;
      case 'tool-result':
        this.readResult(event);
        break;
      case 'step-end':
        this.closeWritten('completed');
        break;
      case 'tool-progress':
      case 'run-end':
        break;
    }
  }

  /** Closes what is still open. */
  close(status: 'completed' | 'incomplete'): void {
    this.closeWritten(status);
    for (const callId of [...this.toolItems.keys()]) this.closeToolItem(callId, status);
  }

  private readText({ text, logprobs }: TextDelta): void {
    const { item, index } = this.openMessage();
    const { part, contentIndex } = this.openPart(item, index, 'output_text');
    part.text += text;
    const added = logprobs?.map(toLogprob) ?? [];
    part.logprobs.push(...added);
    this.emit('response.output_text.delta', {
      item_id: item.id,
      output_index: index,
      content_index: contentIndex,
      delta: text,
      logprobs: added,
    });
  }

  private readRefusal(text: string): void {
    const { item, index } = this.openMessage();
    const { part, contentIndex } = this.openPart(item, index, 'refusal');
    part.refusal += text;
    this.emit('response.refusal.delta', {
      item_id: item.id,
      output_index: index,
      content_index: contentIndex,
      delta: text,
    });
  }

  private addCitation(url: string, title: string): void {
    const { item, index } = this.openMessage();
    const { part, contentIndex } = this.openPart(item, index, 'output_text');
    const annotation = { type: 'url_citation', url, title, start_index: 0, end_index: 0 } as const;
    part.annotations.push(annotation);
    this.emit('response.output_text.annotation.added', {
      item_id: item.id,
      output_index: index,
      content_index: contentIndex,
      annotation_index: part.annotations.length - 1,
      annotation,
    });
  }

  private readReasoning(text: string): void {
    const { item, index } = this.openReasoning();
    const [part] = item.summary;
    if (part !== undefined) part.text += text;
    this.emit('response.reasoning_summary_text.delta', {
      item_id: item.id,
      output_index: index,
      summary_index: 0,
      delta: text,
    });
  }

  private openMessage(): Open<MessageItem> {
    if (this.message !== undefined) return this.message;
    this.closeReasoning('completed');
    const id = this.newId('msg');
    this.message = this.add({ type: 'message', id, role: 'assistant', status: 'in_progress', content: [] });
    return this.message;
  }

  private openPart<Type extends 'output_text' | 'refusal'>(
    item: MessageItem,
    index: number,
    type: Type,
  ): { part: Extract<OutputTextPart | RefusalPart, { type: Type }>; contentIndex: number } {
    type Part = Extract<OutputTextPart | RefusalPart, { type: Type }>;
    const last = item.content.at(-1);
    if (last?.type === type) return { part: last as Part, contentIndex: item.content.length - 1 };
    if (last !== undefined) this.endPart(item, index, item.content.length - 1, last);
    const part = (type === 'output_text'
      ? { type, text: '', annotations: [], logprobs: [] }
      : { type, refusal: '' }) as unknown as Part;
    item.content.push(part);
    const contentIndex = item.content.length - 1;
    this.emit('response.content_part.added', {
      item_id: item.id,
      output_index: index,
      content_index: contentIndex,
      part,
    });
    return { part, contentIndex };
  }

  private endPart(
    item: MessageItem,
    index: number,
    contentIndex: number,
    part: MessageItem['content'][number],
  ): void {
    const place = { item_id: item.id, output_index: index, content_index: contentIndex };
    if (part.type === 'output_text') {
      this.emit('response.output_text.done', { ...place, text: part.text, logprobs: part.logprobs });
    } else {
      this.emit('response.refusal.done', { ...place, refusal: part.refusal });
    }
    this.emit('response.content_part.done', { ...place, part });
  }

  private openReasoning(): Open<ReasoningItem> {
    if (this.reasoning !== undefined) return this.reasoning;
    this.closeMessage('completed');
    const id = this.newId('rs');
    const opened = this.add<ReasoningItem>({
      type: 'reasoning',
      id,
      status: 'in_progress',
      summary: [],
      encrypted_content: null,
    });
    this.reasoning = opened;
    const part = { type: 'summary_text' as const, text: '' };
    opened.item.summary.push(part);
    this.emit('response.reasoning_summary_part.added', {
      item_id: id,
      output_index: opened.index,
      summary_index: 0,
      part,
    });
    return opened;
  }

  private openToolItem({ callId, toolName, executor }: ToolCallStart): void {
    this.closeWritten('completed');
    const opened =
      executor === 'client'
        ? this.add<FunctionCallItem>({
            type: 'function_call',
            id: this.newId('fc'),
            call_id: callId,
            name: toolName,
            arguments: '',
            status: 'in_progress',
          })
        : this.add<McpCallItem>({
            type: 'mcp_call',
            id: this.newId('mcp'),
            server_label: SERVER_LABEL,
            name: toolName,
            arguments: '',
            output: null,
            error: null,
            status: 'in_progress',
            approval_request_id: null,
          });
    this.toolItems.set(callId, opened);
    if (opened.item.type === 'mcp_call') this.tellOf(opened, 'response.mcp_call.in_progress', {});
  }

  private readArguments(callId: string, delta: string): void {
    const opened = this.toolItems.get(callId);
    if (opened === undefined) return;
    opened.item.arguments += delta;
    this.tellOf(opened, `response.${nameOf(opened.item)}_arguments.delta`, { delta });
  }

  private endArguments(callId: string, text: string): void {
    const opened = this.toolItems.get(callId);
    if (opened === undefined) return;
    const { item } = opened;
    item.arguments = text;
    const name = item.type === 'function_call' ? { name: item.name } : {};
    this.tellOf(opened, `response.${nameOf(item)}_arguments.done`, { ...name, arguments: text });
    if (item.type === 'function_call') this.closeToolItem(callId, 'completed');
  }

  private readResult({ callId, result }: ToolResultEvent): void {
    const opened = this.toolItems.get(callId);
    if (opened?.item.type !== 'mcp_call') return;
    const { item } = opened;
    const text = result.content
      .map((part) => (part.type === 'text' ? part.text : `[${part.mediaType}]`))
      .join('\n');
    if (result.isError === true)
      item.error = { type: 'mcp_tool_execution_error', content: [{ type: 'text', text }] };
    else item.output = text;
    this.tellOf(
      opened,
      result.isError === true ? 'response.mcp_call.failed' : 'response.mcp_call.completed',
      {},
    );
    this.closeToolItem(callId, 'completed');
  }

  private closeWritten(status: 'completed' | 'incomplete'): void {
    this.closeReasoning(status);
    this.closeMessage(status);
  }

  private closeMessage(status: 'completed' | 'incomplete'): void {
    const { message } = this;
    if (message === undefined) return;
    this.message = undefined;
    const { item, index } = message;
    const last = item.content.at(-1);
    if (last !== undefined) this.endPart(item, index, item.content.length - 1, last);
    item.status = status;
    this.emit('response.output_item.done', { output_index: index, item });
  }

  private closeReasoning(status: 'completed' | 'incomplete'): void {
    const { reasoning } = this;
    if (reasoning === undefined) return;
    this.reasoning = undefined;
    const { item, index } = reasoning;
    const [part] = item.summary;
    const place = { item_id: item.id, output_index: index, summary_index: 0 };
    if (part !== undefined) {
      this.emit('response.reasoning_summary_text.done', { ...place, text: part.text });
      this.emit('response.reasoning_summary_part.done', { ...place, part });
    }
    item.status = status;
    this.emit('response.output_item.done', { output_index: index, item });
  }

  private closeToolItem(callId: string, status: 'completed' | 'incomplete'): void {
    const opened = this.toolItems.get(callId);
    if (opened === undefined) return;
    this.toolItems.delete(callId);
    const { item, index } = opened;
    if (item.type === 'mcp_call' && item.error !== null) item.status = 'failed';
    else item.status = status;
    this.emit('response.output_item.done', { output_index: index, item });
  }

  private add<Item extends OutputItem>(item: Item): Open<Item> {
    const index = this.output.length;
    this.output.push(item);
    this.emit('response.output_item.added', { output_index: index, item });
    return { item, index };
  }

  private tellOf({ item, index }: Open<ToolItem>, type: string, fields: object): void {
    this.emit(type, { item_id: item.id, output_index: index, ...fields });
  }
}

function nameOf(item: ToolItem): string {
  return item.type === 'function_call' ? 'function_call' : 'mcp_call';
}

function toLogprob({
  token,
  logprob,
  bytes,
  topLogprobs,
}: NonNullable<TextDelta['logprobs']>[number]): OutputLogprob {
  return {
    token,
    logprob,
    bytes: bytes ?? [],
    top_logprobs: topLogprobs.map((top) => ({
      token: top.token,
      logprob: top.logprob,
      bytes: top.bytes ?? [],
    })),
  };
}

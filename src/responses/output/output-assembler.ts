import type {
  AgentEvent,
  StepEnd,
  TextDelta,
  ToolCallStart,
  ToolResultEvent,
} from '../../agent/agent-event.js';
import type {
  CompactionItem,
  FunctionCallItem,
  McpCallItem,
  MessageItem,
  OutputItem,
  OutputLogprob,
  OutputTextPart,
  ReasoningItem,
  RefusalPart,
} from './output-item.js';
import type { DeltaPlace, OutputEvents } from './output-events.js';

type ToolItem = FunctionCallItem | McpCallItem;

/** An item under way, its place in the output, and where its next piece of text belongs. */
interface Open<Item> {
  readonly item: Item;
  readonly index: number;
  place: DeltaPlace;
}

type WrittenPart = OutputTextPart | RefusalPart;

/** Whose tools the agent's own are. */
const SERVER_LABEL = 'agent';
const FUNCTION_ARGUMENTS = 'response.function_call_arguments.delta';
const MCP_ARGUMENTS = 'response.mcp_call_arguments.delta';

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
  private nextIndex = 0;
  private abandons = false;

  constructor(
    private readonly events: OutputEvents,
    /** Makes an id with this prefix, e.g. `msg`. */
    private readonly newId: (prefix: string) => string,
    /** Told of each item that is whole, and its place in the output. */
    private readonly onItemDone: (item: OutputItem, index: number) => void = () => undefined,
  ) {}

  /** Goes on from the output of a run that was broken off, in which there may be items that are not whole. */
  resume(items: ReadonlyMap<number, OutputItem>): void {
    for (const [index, item] of items) {
      this.output.push(item);
      this.nextIndex = Math.max(this.nextIndex, index + 1);
      if (item.status === 'in_progress') this.reopen(item, index);
    }
  }

  /** Closes what is not whole, and leaves it out of the output: it is about to be made anew. */
  abandonUnfinished(): void {
    this.abandons = true;
    this.close('incomplete');
    this.abandons = false;
  }

  /** Adds an item that is whole already. */
  addWhole(item: CompactionItem): void {
    const { index } = this.add(item);
    this.events.emit('response.output_item.done', { output_index: index, item });
    this.onItemDone(item, index);
  }

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
        this.closeWritten(wasCutOff(event) ? 'incomplete' : 'completed');
        break;
      case 'tool-progress':
      case 'run-end':
        break;
    }
  }

  /** Closes what is still open. An answer that is whole has at least one item, be it an empty message. */
  close(status: 'completed' | 'incomplete'): void {
    const isAnswer = ({ type }: OutputItem): boolean => type !== 'compaction';
    if (status === 'completed' && !this.output.some(isAnswer)) this.openPart('output_text');
    this.closeWritten(status);
    for (const callId of [...this.toolItems.keys()]) this.closeToolItem(callId, status);
  }

  /** The hot path: one of these for nearly every token. */
  private readText({ text, logprobs }: TextDelta): void {
    const { part, place } = this.openPart('output_text');
    part.text += text;
    if (logprobs === undefined) {
      this.events.delta('response.output_text.delta', place, text);
      return;
    }
    const added = logprobs.map(toLogprob);
    part.logprobs.push(...added);
    this.events.textWithLogprobs(place, text, added);
  }

  private readRefusal(text: string): void {
    const { part, place } = this.openPart('refusal');
    part.refusal += text;
    this.events.delta('response.refusal.delta', place, text);
  }

  private addCitation(url: string, title: string): void {
    const { part, place } = this.openPart('output_text');
    const annotation = { type: 'url_citation', url, title, start_index: 0, end_index: 0 } as const;
    part.annotations.push(annotation);
    this.events.emit('response.output_text.annotation.added', {
      ...place,
      annotation_index: part.annotations.length - 1,
      annotation,
    });
  }

  private readReasoning(text: string): void {
    const { item, place } = this.openReasoning();
    const [part] = item.summary;
    if (part !== undefined) part.text += text;
    this.events.delta('response.reasoning_summary_text.delta', place, text);
  }

  private openMessage(): Open<MessageItem> {
    if (this.message !== undefined) return this.message;
    this.closeReasoning('completed');
    const id = this.newId('msg');
    this.message = this.add({ type: 'message', id, role: 'assistant', status: 'in_progress', content: [] });
    return this.message;
  }

  /** The part of this kind that the message ends with. */
  private openPart<Type extends WrittenPart['type']>(
    type: Type,
  ): { part: Extract<WrittenPart, { type: Type }>; place: DeltaPlace } {
    type Part = Extract<WrittenPart, { type: Type }>;
    const message = this.openMessage();
    const { item, index } = message;
    const last = item.content.at(-1);
    if (last?.type === type) return { part: last as Part, place: message.place };
    if (last !== undefined) this.endPart(message.place, last);
    const part = newPart(type) as Part;
    message.place = { item_id: item.id, output_index: index, content_index: item.content.length };
    item.content.push(part);
    this.events.emit('response.content_part.added', { ...message.place, part });
    return { part, place: message.place };
  }

  private endPart(place: DeltaPlace, part: WrittenPart): void {
    if (part.type === 'output_text') {
      this.events.emit('response.output_text.done', { ...place, text: part.text, logprobs: part.logprobs });
    } else {
      this.events.emit('response.refusal.done', { ...place, refusal: part.refusal });
    }
    this.events.emit('response.content_part.done', { ...place, part });
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
    opened.place = { item_id: id, output_index: opened.index, summary_index: 0 };
    opened.item.summary.push(part);
    this.events.emit('response.reasoning_summary_part.added', { ...opened.place, part });
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
    const type = opened.item.type === 'function_call' ? FUNCTION_ARGUMENTS : MCP_ARGUMENTS;
    this.events.delta(type, opened.place, delta);
  }

  private endArguments(callId: string, text: string): void {
    const opened = this.toolItems.get(callId);
    if (opened === undefined) return;
    const { item } = opened;
    item.arguments = text;
    const name = item.type === 'function_call' ? { name: item.name } : {};
    this.tellOf(opened, `response.${item.type}_arguments.done`, { ...name, arguments: text });
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
    if (last !== undefined) this.endPart(message.place, last);
    item.status = status;
    this.endItem(item, index);
  }

  private closeReasoning(status: 'completed' | 'incomplete'): void {
    const { reasoning } = this;
    if (reasoning === undefined) return;
    this.reasoning = undefined;
    const { item, index, place } = reasoning;
    const [part] = item.summary;
    if (part !== undefined) {
      this.events.emit('response.reasoning_summary_text.done', { ...place, text: part.text });
      this.events.emit('response.reasoning_summary_part.done', { ...place, part });
    }
    item.status = status;
    this.endItem(item, index);
  }

  private closeToolItem(callId: string, status: 'completed' | 'incomplete'): void {
    const opened = this.toolItems.get(callId);
    if (opened === undefined) return;
    this.toolItems.delete(callId);
    const { item, index } = opened;
    if (item.type === 'mcp_call' && item.error !== null) item.status = 'failed';
    else item.status = status;
    this.endItem(item, index);
  }

  private endItem(item: OutputItem, index: number): void {
    this.events.emit('response.output_item.done', { output_index: index, item });
    if (this.abandons) this.output.splice(this.output.indexOf(item), 1);
    else this.onItemDone(item, index);
  }

  private reopen(item: OutputItem, index: number): void {
    const place = { item_id: item.id, output_index: index };
    switch (item.type) {
      case 'message':
        this.message = { item, index, place: { ...place, content_index: item.content.length - 1 } };
        break;
      case 'reasoning':
        this.reasoning = { item, index, place: { ...place, summary_index: 0 } };
        break;
      case 'function_call':
      case 'mcp_call':
        this.toolItems.set(item.id, { item, index, place });
        break;
      case 'compaction':
        // It is whole from the beginning.
        break;
    }
  }

  private add<Item extends OutputItem>(item: Item): Open<Item> {
    const index = this.nextIndex++;
    this.output.push(item);
    this.events.emit('response.output_item.added', { output_index: index, item });
    return { item, index, place: { item_id: item.id, output_index: index } };
  }

  private tellOf({ place }: Open<ToolItem>, type: string, fields: object): void {
    this.events.emit(type, { ...place, ...fields });
  }
}

function newPart(type: WrittenPart['type']): WrittenPart {
  return type === 'output_text' ? { type, text: '', annotations: [], logprobs: [] } : { type, refusal: '' };
}

function wasCutOff({ finishReason }: StepEnd): boolean {
  return finishReason === 'length' || finishReason === 'content-filter';
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

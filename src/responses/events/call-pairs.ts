import { callOf, callOutputOf, pairOf, type ShownItem, type ShownResponse } from '../output/call-pair.js';
import type { DeltaPlace } from '../output/output-events.js';
import type { McpCallItem, OutputItem } from '../output/output-item.js';
import { EventEncoder, membersOf } from './event-encoder.js';
import type { EventFrames, EventReader } from './event-frames.js';
import type { EventSink } from './event-sink.js';

interface ItemFields {
  readonly output_index: number;
  readonly item: OutputItem;
}

/** Where an item, and what a call of the agent's own came to, stand in the output that is shown. */
interface ShownPlace {
  readonly index: number;
  outputIndex?: number;
}

/** What is told of a call of the agent's own. */
interface ShownCall {
  readonly item: McpCallItem;
  readonly index: number;
  hasArguments: boolean;
}

/**
 * Tells of the calls that the agent has run by itself as calls of functions with their outputs. There is then one item
 * more for each of them, and those after it have other places. What is told follows from the events alone, so that
 * whoever reads them again is told the same.
 */
class CallPairs implements EventSink {
  private readonly encoder: EventEncoder;
  /** By the id of the item as it is stored. */
  private readonly places = new Map<string, ShownPlace>();
  /** By the place in the output as it is stored. */
  private readonly shownIndexes: number[] = [];
  private readonly calls = new Map<number, ShownCall>();
  private nextIndex = 0;

  constructor(private readonly sink: EventSink) {
    this.encoder = new EventEncoder(sink);
  }

  event(type: string, members: string): void {
    const fields = JSON.parse(`{${members}}`) as Record<string, unknown>;
    switch (type) {
      case 'response.output_item.added':
        this.add(fields as unknown as ItemFields);
        break;
      case 'response.output_item.done':
        this.finish(fields as unknown as ItemFields);
        break;
      case 'response.mcp_call_arguments.done':
        this.endArguments(fields['output_index'] as number, fields['arguments'] as string);
        break;
      case 'response.mcp_call.in_progress':
      case 'response.mcp_call.completed':
      case 'response.mcp_call.failed':
        // The items say it all.
        break;
      default:
        this.encoder.emit(type, this.shown(fields));
    }
  }

  place(type: string, members: string): void {
    const place = JSON.parse(`{${members}}`) as DeltaPlace;
    const call = this.calls.get(place.output_index);
    if (call === undefined) this.sink.place(type, membersOf(this.shown({ ...place })));
    else this.sink.place('response.function_call_arguments.delta', membersOf(placeOf(call)));
  }

  /** The hot path. */
  text(json: string): void {
    this.sink.text(json);
  }

  private add({ output_index: stored, item }: ItemFields): void {
    const index = this.nextIndex++;
    this.shownIndexes[stored] = index;
    this.places.set(item.id, { index });
    if (item.type === 'mcp_call') this.calls.set(stored, { item, index, hasArguments: false });
    const shown = item.type === 'mcp_call' ? callOf(item) : item;
    this.encoder.emit('response.output_item.added', { output_index: index, item: shown });
  }

  private endArguments(stored: number, text: string): void {
    const call = this.calls.get(stored);
    if (call === undefined) return;
    call.hasArguments = true;
    const { name } = call.item;
    this.encoder.emit('response.function_call_arguments.done', { ...placeOf(call), name, arguments: text });
    const item = callOf({ ...call.item, arguments: text, status: 'completed' });
    this.encoder.emit('response.output_item.done', { output_index: call.index, item });
  }

  private finish({ output_index: stored, item }: ItemFields): void {
    const call = this.calls.get(stored);
    if (call === undefined || item.type !== 'mcp_call') {
      this.encoder.emit('response.output_item.done', { output_index: this.shownIndexes[stored], item });
      return;
    }
    if (!call.hasArguments)
      this.encoder.emit('response.output_item.done', { output_index: call.index, item: callOf(item) });
    const index = this.nextIndex++;
    const place = this.places.get(item.id);
    if (place !== undefined) place.outputIndex = index;
    const output = callOutputOf(item);
    const begun = { ...output, output: [], status: 'in_progress' };
    this.encoder.emit('response.output_item.added', { output_index: index, item: begun });
    this.encoder.emit('response.output_item.done', { output_index: index, item: output });
  }

  /** The same fields, of a response or of a part of an item, as they are shown. */
  private shown(fields: Record<string, unknown>): object {
    const { response, output_index: stored } = fields as {
      response?: ShownResponse;
      output_index?: number;
    };
    if (response !== undefined) return { ...fields, response: this.shownResponse(response) };
    return stored === undefined ? fields : { ...fields, output_index: this.shownIndexes[stored] };
  }

  private shownResponse(response: ShownResponse): ShownResponse {
    if (this.calls.size === 0) return response;
    const placed = (response.output as readonly OutputItem[]).flatMap((item) => this.placedPairOf(item));
    placed.sort((first, second) => first.index - second.index);
    return { ...response, output: placed.map(({ item }) => item) };
  }

  private placedPairOf(item: OutputItem): { readonly index: number; readonly item: ShownItem }[] {
    const { index = this.nextIndex, outputIndex = index } = this.places.get(item.id) ?? {};
    return pairOf(item).map((shown, position) => ({
      index: position === 0 ? index : outputIndex,
      item: shown,
    }));
  }
}

/** Reads the events of a response to frames that show the agent's own calls as calls of functions. */
export class CallPairReader implements EventReader {
  last = -1;
  /** The number of the next event in the log. */
  private number = 0;
  private readonly pairs: CallPairs;

  /** Frames that go on after an event go on after it as the reader was told it: all before it is gone through again. */
  constructor(private readonly frames: EventFrames) {
    frames.seek(0);
    this.pairs = new CallPairs(frames);
  }

  get hasEnded(): boolean {
    return this.frames.hasEnded;
  }

  get lastNumber(): number {
    return this.frames.lastNumber;
  }

  get isAhead(): boolean {
    return this.frames.isAhead;
  }

  seek(number: number): void {
    this.number = number;
  }

  event(type: string, members: string): void {
    if (this.isNew()) this.pairs.event(type, members);
  }

  place(type: string, members: string): void {
    this.pairs.place(type, members);
  }

  text(json: string): void {
    if (this.isNew()) this.pairs.text(json);
  }

  private isNew(): boolean {
    const number = this.number++;
    if (number <= this.last) return false;
    this.last = number;
    return true;
  }
}

function placeOf({ item, index }: ShownCall): DeltaPlace {
  return { item_id: callOf(item).id, output_index: index };
}

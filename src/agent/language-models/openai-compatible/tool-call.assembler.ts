import { randomUUID } from 'node:crypto';
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { UpstreamToolCall } from './upstream-wire.js';

interface PendingCall {
  id: string | undefined;
  name: string | undefined;
  input: string;
  started: boolean;
}

/**
 * Puts tool calls together from their pieces. Upstreams differ: pieces of several calls interleave, the index is
 * missing, the id is missing or comes late, the name is repeated in every piece, arguments come as an object.
 */
export class ToolCallAssembler {
  private readonly calls = new Map<number, PendingCall>();
  private lastIndex = -1;

  constructor(private readonly emit: (part: LanguageModelV4StreamPart) => void) {}

  get isEmpty(): boolean {
    return ![...this.calls.values()].some(({ started }) => started);
  }

  add(piece: UpstreamToolCall): void {
    const call = this.callOf(piece);
    if (piece.id) call.id ??= this.isTaken(piece.id) ? newCallId() : piece.id;
    if (piece.function?.name) call.name ??= piece.function.name;
    const delta = argumentsOf(piece);
    call.input += delta;
    if (call.name === undefined) return;
    if (call.started) this.emitDelta(call, delta);
    else this.start(call, call.name);
  }

  /** Ends every call, in the order in which they began. */
  end(): void {
    for (const call of this.calls.values()) {
      if (call.name === undefined || call.id === undefined) continue;
      this.emit({ type: 'tool-input-end', id: call.id });
      this.emit({ type: 'tool-call', toolCallId: call.id, toolName: call.name, input: call.input || '{}' });
    }
  }

  private callOf(piece: UpstreamToolCall): PendingCall {
    const given = piece.index ?? this.guessIndex(piece);
    // Gemini's API gives every call the index 0: what tells its calls apart is a whole call of another id.
    const index = this.isAnotherCall(given, piece) ? this.nextIndex() : given;
    this.lastIndex = index;
    const known = this.calls.get(index);
    if (known !== undefined) return known;
    const call: PendingCall = { id: undefined, name: undefined, input: '', started: false };
    this.calls.set(index, call);
    return call;
  }

  private isAnotherCall(index: number, { id, function: called }: UpstreamToolCall): boolean {
    const known = this.calls.get(index);
    return Boolean(id && called?.name && known?.id !== undefined && known.id !== id && known.started);
  }

  private isTaken(id: string): boolean {
    return [...this.calls.values()].some((call) => call.id === id);
  }

  private nextIndex(): number {
    return Math.max(-1, ...this.calls.keys()) + 1;
  }

  /** Without an index, a new id, or a name after arguments, begins a new call. */
  private guessIndex({ id, function: called }: UpstreamToolCall): number {
    if (id) {
      for (const [index, call] of this.calls) if (call.id === id) return index;
      return this.calls.size;
    }
    const last = this.calls.get(this.lastIndex);
    if (last === undefined) return this.calls.size;
    return called?.name && last.input !== '' && last.name !== undefined ? this.calls.size : this.lastIndex;
  }

  private start(call: PendingCall, toolName: string): void {
    call.started = true;
    call.id ??= newCallId();
    this.emit({ type: 'tool-input-start', id: call.id, toolName });
    this.emitDelta(call, call.input);
  }

  private emitDelta({ id }: PendingCall, delta: string): void {
    if (delta !== '' && id !== undefined) this.emit({ type: 'tool-input-delta', id, delta });
  }
}

/** An id for a call that the upstream gave none of its own. */
export function newCallId(): string {
  return `call_${randomUUID().replaceAll('-', '')}`;
}

function argumentsOf({ function: called }: UpstreamToolCall): string {
  const value = called?.arguments;
  if (value == null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

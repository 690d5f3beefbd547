import { randomUUID } from 'node:crypto';
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { UpstreamMessage, UpstreamToolCall } from './upstream-wire.js';

interface PendingCall {
  id: string | undefined;
  /** The id that the upstream gave, which another call may have, too. */
  givenId: string | undefined;
  name: string | undefined;
  input: string;
  started: boolean;
}

/**
 * Puts tool calls together from their pieces. Upstreams differ: pieces of several calls interleave, the index is
 * missing or the same for all, the id is missing, comes late or is given twice, the name comes in pieces or again with
 * every piece, arguments come as an object.
 */
export class ToolCallAssembler {
  private readonly calls = new Map<number, PendingCall>();
  private lastIndex = -1;

  constructor(private readonly emit: (part: LanguageModelV4StreamPart) => void) {}

  get isEmpty(): boolean {
    return ![...this.calls.values()].some(({ name }) => name !== undefined);
  }

  /** Adds the pieces that came together: no two of them that are named belong to one call. */
  addAll(pieces: readonly UpstreamToolCall[]): void {
    const together = new Set<PendingCall>();
    for (const piece of pieces) {
      let call = this.callOf(piece);
      if (piece.function?.name && together.has(call)) call = this.open(this.nextIndex());
      together.add(call);
      this.extend(call, piece);
    }
  }

  /** Ends every call, in the order in which they began. */
  end(): void {
    for (const call of this.calls.values()) {
      if (call.name === undefined) continue;
      if (call.input.trim() === '') this.takeInput(call, '{}');
      const id = this.start(call, call.name);
      this.emit({ type: 'tool-input-end', id });
      this.emit({ type: 'tool-call', toolCallId: id, toolName: call.name, input: call.input });
    }
  }

  private extend(call: PendingCall, { id, function: called }: UpstreamToolCall): void {
    if (id) {
      call.id ??= this.isTaken(id) ? newCallId() : id;
      call.givenId ??= id;
    }
    if (called?.name) this.takeName(call, called.name);
    const input = argumentsOf(called);
    // Some servers end with the whole call once more.
    if (input !== '' && !(called?.name && input === call.input && isObject(input)))
      this.takeInput(call, input);
  }

  /** A name is complete when the arguments begin; until then it may come in pieces, or again as a whole. */
  private takeName(call: PendingCall, piece: string): void {
    if (call.started || piece === call.name) return;
    const known = call.name ?? '';
    call.name = piece.startsWith(known) ? piece : known + piece;
    if (call.input !== '') this.start(call, call.name);
  }

  private takeInput(call: PendingCall, input: string): void {
    call.input += input;
    if (call.name === undefined) return;
    if (call.started && call.id !== undefined) {
      this.emit({ type: 'tool-input-delta', id: call.id, delta: input });
    } else this.start(call, call.name);
  }

  private start(call: PendingCall, toolName: string): string {
    call.id ??= newCallId();
    if (call.started) return call.id;
    call.started = true;
    this.emit({ type: 'tool-input-start', id: call.id, toolName });
    this.emit({ type: 'tool-input-delta', id: call.id, delta: call.input });
    return call.id;
  }

  private callOf(piece: UpstreamToolCall): PendingCall {
    const given = piece.index ?? this.guessIndex(piece);
    const known = this.calls.get(given);
    if (known === undefined) return this.open(given);
    if (isAnotherCall(known, piece)) return this.open(this.nextIndex());
    this.lastIndex = given;
    return known;
  }

  private open(index: number): PendingCall {
    const call: PendingCall = {
      id: undefined,
      givenId: undefined,
      name: undefined,
      input: '',
      started: false,
    };
    this.calls.set(index, call);
    this.lastIndex = index;
    return call;
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
      // Where calls share an id, the newest is the one that goes on.
      for (const [index, call] of [...this.calls].reverse()) if (call.givenId === id) return index;
      return this.nextIndex();
    }
    const last = this.calls.get(this.lastIndex);
    if (last === undefined) return this.nextIndex();
    return called?.name && last.input !== '' && last.name !== undefined ? this.nextIndex() : this.lastIndex;
  }
}

/** The calls that a message holds; a server of the time before tools has one function call instead. */
export function toolCallsOf({
  tool_calls: calls,
  function_call: legacy,
}: UpstreamMessage): readonly UpstreamToolCall[] {
  if (calls != null) return calls;
  return legacy == null ? [] : [{ index: 0, function: legacy }];
}

/** The arguments as JSON text, as far as they go; empty where there are none. */
export function argumentsOf(called: UpstreamToolCall['function']): string {
  const value = called?.arguments;
  if (value == null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** An id for a call that the upstream gave none of its own. */
export function newCallId(): string {
  return `call_${randomUUID().replaceAll('-', '')}`;
}

/**
 * Whether a piece begins a call of its own although it has the place of a known one. Gemini's API gives every call the
 * index 0: what tells its calls apart is a whole call of another id. And nothing can follow arguments that are complete.
 */
function isAnotherCall(known: PendingCall, { id, function: called }: UpstreamToolCall): boolean {
  if (!called?.name || known.name === undefined) return false;
  if (id && known.givenId !== undefined && known.givenId !== id) return true;
  const input = argumentsOf(called);
  return input.trim() !== '' && input !== known.input && isObject(known.input);
}

function isObject(json: string): boolean {
  if (!json.trimEnd().endsWith('}')) return false;
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}

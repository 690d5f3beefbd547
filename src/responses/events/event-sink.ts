/**
 * Who is told of the events of a response, in the JSON that they consist of: it is made once for everybody. The kind
 * and the place of pieces of text are told once for all pieces that share them.
 */
export interface EventSink {
  /** An event: its type, and the members of its own object in JSON, without braces. */
  event(type: string, members: string): void;
  /** The pieces of text that come next are events of this type, and have these members. */
  place(type: string, members: string): void;
  /** A piece of text, as a JSON string: nearly every event is one. */
  text(json: string): void;
}

/** The event that ends a response of this status; there is none of its own for a response that was cancelled. */
export function terminalEvent(status: string): string {
  return `response.${status === 'cancelled' ? 'incomplete' : status}`;
}

const TERMINAL_EVENTS = new Set(['response.completed', 'response.incomplete', 'response.failed']);

/** Whether nothing comes after an event of this type. */
export function isTerminal(type: string): boolean {
  return TERMINAL_EVENTS.has(type);
}

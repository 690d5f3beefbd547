/** A tool call that Open WebUI takes for its own, and executes. */
export interface PendingCall {
  id: string;
  name: string;
  arguments: string;
}

/** An event that goes to the page as it came. */
export interface PageEvent {
  readonly type: string;
  readonly data: { readonly description?: string; readonly done?: boolean };
}

/** An answer as Open WebUI has it: what it shows, and what it would do next. */
export class ShownMessage {
  content = '';
  reasoning = '';
  /** Status lines and other events, in order. */
  readonly events: PageEvent[] = [];
  usage: Record<string, unknown> | undefined;
  error: string | undefined;
  /** Calls that it will execute. */
  pendingCalls: PendingCall[] = [];
  /** Calls that it shows as executed by the backend. */
  executedCalls: string[] = [];
  /** In Responses mode: the items of the answer. */
  output: Record<string, unknown>[] = [];
  /** Every JSON document of the stream, for what a test wants to know beyond what is shown. */
  readonly documents: Record<string, unknown>[] = [];
  longestLineBytes = 0;
}

/** The text that Open WebUI digs out of an error: strings within `error`, `message`, `detail`. */
export function errorText(error: unknown): string {
  if (typeof error === 'string') return error;
  if (typeof error !== 'object' || error === null) return String(error);
  const { error: inner, message, detail } = error as Record<string, unknown>;
  return errorText(inner ?? message ?? detail ?? JSON.stringify(error));
}

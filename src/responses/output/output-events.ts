import type { OutputLogprob } from './output-item.js';

/** Where a piece of text belongs. The same object for all pieces of one part. */
export interface DeltaPlace {
  readonly item_id: string;
  readonly output_index: number;
  readonly content_index?: number;
  readonly summary_index?: number;
}

/** The kinds of pieces that items grow by. */
export type DeltaType =
  | 'response.output_text.delta'
  | 'response.refusal.delta'
  | 'response.reasoning_summary_text.delta'
  | 'response.function_call_arguments.delta'
  | 'response.mcp_call_arguments.delta';

/** Who is told how a response comes about. */
export interface OutputEvents {
  /** An event: its type, and its own fields in the order in which they are sent. */
  emit(type: string, fields: object): void;
  /** A piece of text: nearly every event is one of these. */
  delta(type: DeltaType, place: DeltaPlace, text: string): void;
  /** A piece of the answer with the log probabilities of its tokens. */
  textWithLogprobs(place: DeltaPlace, text: string, logprobs: readonly OutputLogprob[]): void;
}

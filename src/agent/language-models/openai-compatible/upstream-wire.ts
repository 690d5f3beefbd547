import type { JSONObject } from '@ai-sdk/provider';

/** The parts of a streamed chunk that are read; an upstream may leave out any of them. */
export interface UpstreamChunk {
  readonly id?: string;
  readonly object?: string;
  readonly model?: string;
  readonly created?: number;
  readonly service_tier?: string | null;
  readonly choices?: readonly UpstreamChoice[];
  readonly usage?: UpstreamUsage | null;
  readonly error?: UpstreamErrorDetail | string | null;
}

/** One choice, streamed (`delta`) or whole (`message`). */
export interface UpstreamChoice {
  readonly index?: number;
  readonly delta?: UpstreamMessage | null;
  readonly message?: UpstreamMessage | null;
  readonly finish_reason?: string | null;
  readonly logprobs?: { readonly content?: readonly UpstreamLogprob[] | null } | null;
}

/** A piece of content that is not plain text; Mistral's reasoning models send their thoughts so. */
export interface UpstreamContentPart {
  readonly type?: string;
  readonly text?: string;
  readonly thinking?: string | readonly UpstreamContentPart[];
}

/** What a choice adds to the answer, or is the answer where it is whole. */
export interface UpstreamMessage {
  readonly content?: string | readonly UpstreamContentPart[] | null;
  readonly refusal?: string | null;
  /** Where DeepSeek, vLLM, llama.cpp and LM Studio put reasoning. */
  readonly reasoning_content?: string | null;
  /** Where OpenRouter, Ollama and newer vLLM put it. */
  readonly reasoning?: string | null;
  readonly tool_calls?: readonly UpstreamToolCall[] | null;
  /** What `tool_calls` was before there were tools; some servers still send it. */
  readonly function_call?: UpstreamToolCall['function'] | null;
  readonly annotations?: readonly UpstreamAnnotation[] | null;
}

/** A call of a tool, or a piece of one. */
export interface UpstreamToolCall {
  readonly index?: number;
  readonly id?: string | null;
  readonly function?: {
    readonly name?: string | null;
    /** JSON text; some upstreams send the object itself. */
    readonly arguments?: string | JSONObject | null;
  };
}

interface UpstreamAnnotation {
  readonly type?: string;
  readonly url_citation?: { readonly url?: string; readonly title?: string };
}

/** How likely a token was, and which others were. */
export interface UpstreamLogprob {
  readonly token: string;
  readonly logprob: number;
  readonly bytes?: readonly number[] | null;
  readonly top_logprobs?: readonly UpstreamLogprob[];
}

/** How many tokens were read and written. */
export interface UpstreamUsage {
  readonly prompt_tokens?: number;
  readonly completion_tokens?: number;
  readonly prompt_tokens_details?: { readonly cached_tokens?: number } | null;
  readonly completion_tokens_details?: { readonly reasoning_tokens?: number } | null;
}

/** What an upstream says of an error, in a body or inside a stream; its members are of any type. */
export interface UpstreamErrorDetail {
  readonly message?: unknown;
  readonly type?: unknown;
  readonly code?: unknown;
  readonly param?: unknown;
}

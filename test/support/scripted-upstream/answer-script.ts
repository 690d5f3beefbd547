/** One tool call of a scripted answer, its JSON arguments given in the pieces in which they are streamed. */
export interface ScriptedToolCall {
  id?: string;
  name: string;
  argumentsPieces: string[];
}

/**
 * Describes one answer of the scripted upstream; everything left out is as OpenAI does it.
 *
 * A "token" is any delta between the role chunk and the finish chunk. Tokens are sent in the order reasoning,
 * refusal, content, tool calls; the `…AfterTokens` faults count them.
 */
export interface AnswerScript {
  /** HTTP status; from 400 up, or with `body`, the answer is plain and not a completion. */
  status?: number;
  /** Headers added to the answer's own, or in their place. */
  headers?: Record<string, string>;
  /** The whole body of a plain answer: text as it is, anything else as JSON. */
  body?: unknown;

  /** Wait before the status line. */
  delayMs?: number;
  /** Wait before the first token, after the headers and the role chunk. */
  firstTokenDelayMs?: number;
  /** Wait before each further token; without it, tokens go out as fast as the socket takes them. */
  tokenDelayMs?: number;

  /** Content of that many generated tokens: ` word0`, ` word1`, … */
  tokens?: number;
  /** Content in one token. */
  text?: string;
  /** Content, a token each. */
  chunks?: string[];
  /** A content token of that many bytes, after the other content. */
  hugeLineBytes?: number;
  /** Reasoning, a token each. */
  reasoning?: string[];
  /** The field that carries reasoning; vLLM and DeepSeek use `reasoning_content` (default), OpenRouter `reasoning`. */
  reasoningField?: 'reasoning_content' | 'reasoning';
  /** A refusal, a token each. */
  refusal?: string[];
  toolCalls?: ScriptedToolCall[];
  /** The answer in the place of this one to a request whose last message is the result of a tool. */
  afterToolResult?: AnswerScript;
  /** Opens all tool calls first and then sends their arguments in turns. */
  interleaveToolCalls?: boolean;
  /** Adds log probabilities to content. */
  logprobs?: boolean;
  /** Default: `tool_calls` when there are any, else `stop`. */
  finishReason?: string;
  /** Default: 10 prompt tokens and a completion token for each token; `null` sends none, even when asked for. */
  usage?: object | null;
  /** Sends usage with the finish chunk instead of in a chunk of its own, asked for or not. */
  usageInLastChunk?: boolean;

  /** Sends everything up to the next fault in one write, without the waits between tokens. */
  burst?: boolean;
  /** Cuts the bytes in writes of this size, so that characters and SSE lines are split; drops waits too. */
  splitBytes?: number;
  /** Ends lines with CR LF. */
  crlf?: boolean;
  /** Sends comment lines before the first token and before the finish chunk, as OpenRouter does. */
  comments?: boolean;

  /** Destroys the socket before the status line, after `delayMs`. */
  cutBeforeHeaders?: boolean;
  /** Destroys the socket after that many tokens; without streaming, in the middle of the body. */
  cutAfterTokens?: number;
  /** Sends nothing more after that many tokens and keeps the connection open. */
  stallAfterTokens?: number;
  /** Sends a frame with `error` after that many tokens and ends the stream without `[DONE]`. */
  errorFrameAfterTokens?: { after: number; error: unknown };
  /** Sends a data line that is not JSON after that many tokens and goes on. */
  garbageAfterTokens?: number;
  omitFinish?: boolean;
  omitDone?: boolean;
}

/** The answer when nothing else is scripted. */
export const defaultAnswer: AnswerScript = { chunks: ['Hello', ' from', ' the', ' scripted', ' upstream.'] };

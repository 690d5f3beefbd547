/** What the scripted upstream looks at in a chat completion request. */
export interface ChatCompletionRequest {
  model: string;
  stream: boolean;
  includeUsage: boolean;
  /** Whether the last message is the result of a tool. */
  followsToolResult: boolean;
}

/** Reads a parsed request body; `undefined` when it is not a chat completion request. */
export function readChatCompletionRequest(body: unknown): ChatCompletionRequest | undefined {
  if (!isRecord(body) || typeof body['model'] !== 'string' || !Array.isArray(body['messages']))
    return undefined;
  const streamOptions = body['stream_options'];
  return {
    model: body['model'],
    stream: body['stream'] === true,
    includeUsage: isRecord(streamOptions) && streamOptions['include_usage'] === true,
    followsToolResult: (body['messages'].at(-1) as { role?: unknown } | undefined)?.role === 'tool',
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

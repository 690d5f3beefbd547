/** Asks for a chat completion over a connection of its own; the defaults make a short question to the agent. */
export function postChat(
  server: { readonly baseUrl: string },
  body: object = {},
  signal?: AbortSignal,
): Promise<Response> {
  return fetch(`${server.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: chatBody(body),
    ...(signal !== undefined && { signal }),
  });
}

/** The JSON of a short question to the agent, changed by `overrides`. */
export function chatBody(overrides: object = {}): string {
  return JSON.stringify({
    model: 'hermes-agent',
    messages: [{ role: 'user', content: 'Hi' }],
    ...overrides,
  });
}

/** The error that a reply or a frame carries. */
export interface WireError {
  readonly message: string;
  readonly type: string;
  readonly code: string | null;
  readonly param: string | null;
}

/** A streamed answer as a plain reader of server-sent events has it. */
export interface ReceivedStream {
  /** Everything between the blank lines, comments included. */
  readonly frames: readonly string[];
  /** The content of all chunks, in order. */
  readonly text: string;
  readonly finishReasons: readonly string[];
  readonly errors: readonly WireError[];
  /** How often `[DONE]` was sent. */
  readonly doneCount: number;
}

interface Chunk {
  readonly choices?: readonly {
    readonly delta: { readonly content?: string | null };
    readonly finish_reason: string | null;
  }[];
  readonly error?: WireError;
}

/** Reads a stream to its end. Rejects where the connection breaks or a data line is no JSON. */
export async function readStream(response: Response): Promise<ReceivedStream> {
  return parseStream(await response.text());
}

/** What the whole text of a stream says. */
export function parseStream(text: string): ReceivedStream {
  const frames = text.split('\n\n').filter((frame) => frame !== '');
  const data = frames
    .filter((frame) => frame.startsWith('data: '))
    .map((frame) => frame.slice('data: '.length));
  const chunks = data.filter((line) => line !== '[DONE]').map((line) => JSON.parse(line) as Chunk);
  const choices = chunks.flatMap((chunk) => chunk.choices ?? []);
  return {
    frames,
    text: choices.map(({ delta }) => delta.content ?? '').join(''),
    finishReasons: choices.flatMap(({ finish_reason }) => finish_reason ?? []),
    errors: chunks.flatMap(({ error }) => error ?? []),
    doneCount: data.filter((line) => line === '[DONE]').length,
  };
}

/** The error of a reply that is not a stream. */
export async function readError(response: Response): Promise<WireError> {
  const body = (await response.json()) as { error: WireError };
  return body.error;
}

import { streamLines } from './stream-lines.ts';

const HEADERS_LIMIT_MS = 60_000;

interface Chunk {
  readonly choices: readonly {
    readonly delta: { readonly content?: string; readonly reasoning_content?: string };
  }[];
}

/** What NextChat shows of an answer. */
export interface NextChatAnswer {
  readonly text: string;
  readonly reasoning: string;
}

/** Asks as NextChat does, whose base URL has no `/v1`; what is no event stream of status 200 is shown as it is. */
export async function askLikeNextChat(origin: string, body: object): Promise<NextChatAnswer> {
  const response = await fetch(`${origin}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ stream: true, ...body }),
    signal: AbortSignal.timeout(HEADERS_LIMIT_MS),
  });
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  if (response.status !== 200 || !isStream || response.body === null) {
    return { text: await response.text(), reasoning: '' };
  }
  let [text, reasoning] = ['', ''];
  for await (const line of streamLines(response.body)) {
    if (!line.startsWith('data:') || line.includes('[DONE]')) continue;
    const { choices } = JSON.parse(line.slice('data:'.length)) as Chunk;
    text += choices[0]?.delta.content ?? '';
    reasoning += choices[0]?.delta.reasoning_content ?? '';
  }
  return { text, reasoning };
}

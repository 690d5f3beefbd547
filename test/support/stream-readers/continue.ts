import { streamLines } from './stream-lines.ts';

interface Chunk {
  readonly choices?: readonly { readonly delta?: { readonly content?: string | null } }[];
  readonly error?: { readonly message?: string };
}

/**
 * The text of an answer as Continue's own reader of streams has it. A comment that begins with `: ping` is the end to
 * it, and whatever is not status 200 is thrown with its body.
 */
export async function readLikeContinue(response: Response): Promise<string> {
  if (response.status !== 200 || response.body === null) {
    throw new Error(`HTTP ${response.status} ${await response.text()}`);
  }
  let text = '';
  for await (const line of streamLines(response.body)) {
    if (line.startsWith(': ping')) return text;
    if (!line.startsWith('data:')) continue;
    const data = line.slice('data:'.length).trim();
    if (data === '[DONE]') return text;
    const { choices, error } = JSON.parse(data) as Chunk;
    if (error !== undefined) throw new Error(error.message);
    text += choices?.[0]?.delta?.content ?? '';
  }
  return text;
}

import type { ChatCompletionChunkDto } from '../../../src/chat-completions/dto/chat-completion-chunk.dto.js';
import type { ChatCompletionDto } from '../../../src/chat-completions/dto/chat-completion.dto.js';
import type { ErrorBody } from '../../../src/openai/error-body.js';

/** What is told of an error. */
export type ErrorDetail = ErrorBody['error'];

/** The error that a reply tells. */
export async function errorOf(response: Response): Promise<ErrorDetail> {
  const body = (await response.json()) as ErrorBody;
  return body.error;
}

/** How a request was refused: its error with the status. */
export async function refusalOf(response: Response): Promise<ErrorDetail & { status: number }> {
  return { status: response.status, ...(await errorOf(response)) };
}

/** The completion that a reply holds. */
export async function completionOf(response: Response): Promise<ChatCompletionDto> {
  return (await response.json()) as ChatCompletionDto;
}

/** The contents of the `data:` lines of a stream that has ended. */
export async function dataOf(response: Response): Promise<string[]> {
  const text = await response.text();
  return text
    .split('\n\n')
    .filter((frame) => frame.startsWith('data: '))
    .map((frame) => frame.slice('data: '.length));
}

/** One `data:` line of a stream, decoded. */
export function chunkOf(data: string): ChatCompletionChunkDto & Partial<ErrorBody> {
  return JSON.parse(data) as ChatCompletionChunkDto & Partial<ErrorBody>;
}

/** The text that a stream's chunks hold together. */
export function textOf(data: readonly string[]): string {
  return data
    .filter((line) => line !== '[DONE]')
    .map((line) => chunkOf(line).choices[0]?.delta.content ?? '')
    .join('');
}

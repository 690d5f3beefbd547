import type { ResponseDto } from '../../../src/responses/dto/response.dto.js';

/** One event of a streamed response, decoded. */
export interface ResponseEvent {
  readonly type: string;
  readonly sequence_number: number;
  readonly response?: ResponseDto;
  readonly delta?: string;
  readonly item?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** The events of a stream that has ended; it must have ended with `[DONE]`. */
export async function eventsOf(response: Response): Promise<ResponseEvent[]> {
  const text = await response.text();
  const data = text
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => line.slice('data: '.length));
  if (data.pop() !== '[DONE]') throw new Error(`The stream does not end with [DONE]:\n${text}`);
  return data.map((line) => JSON.parse(line) as ResponseEvent);
}

/** The response that a reply holds. */
export async function responseOf(reply: Response): Promise<ResponseDto> {
  return (await reply.json()) as ResponseDto;
}

import { ApiError, BadRequestError } from '../../openai/api-error.js';
import { isRecord } from '../../openai/is-record.js';
import type { ReceivedMessage } from '../../openai/web-socket/message-socket.js';
import { validateBody } from '../../openai/wire-body.decorator.js';
import { CreateResponseDto } from '../dto/create-response.dto.js';

/** A turn that a client asks for over its socket. */
export interface CreateMessage {
  readonly body: CreateResponseDto;
  /** The lane that the turn belongs to; undefined for the one without a name. */
  readonly streamId: string | undefined;
  /** Whether the agent is to answer. */
  readonly generates: boolean;
  readonly bytes: number;
}

const STREAM_ID = /^[\w.-]{1,256}$/;

/** A message that cannot be honoured, and what of it could be read. */
export class RefusedMessageError extends Error {
  constructor(
    readonly reason: unknown,
    readonly streamId?: string,
    readonly previousResponseId?: string,
  ) {
    super('The message cannot be honoured.', { cause: reason });
  }
}

/** Reads what a client sent. Throws a {@link RefusedMessageError}. */
export function readCreateMessage({ text, bytes }: ReceivedMessage): CreateMessage {
  const message = parse(text);
  const { type, stream_id: streamId, generate, ...fields } = message;
  if (streamId !== undefined && (typeof streamId !== 'string' || !STREAM_ID.test(streamId)))
    throw new RefusedMessageError(invalidStreamId());
  try {
    if (type !== 'response.create') throw unknownType(type);
    if (generate != null && typeof generate !== 'boolean')
      throw invalid("'generate' must be a boolean.", 'generate');
    const body = validateBody(CreateResponseDto, fields);
    checkTransport(body);
    return { body, streamId, generates: generate !== false, bytes };
  } catch (error) {
    const { previous_response_id: previous } = fields;
    throw new RefusedMessageError(error, streamId, typeof previous === 'string' ? previous : undefined);
  }
}

function parse(text: string | undefined): Record<string, unknown> {
  if (text === undefined)
    throw new RefusedMessageError(
      invalid('Messages are JSON in text frames; this one is binary.', null, 'binary_message'),
    );
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RefusedMessageError(invalid(`The message is not valid JSON: ${reason}.`, null, 'invalid_json'));
  }
  if (isRecord(message)) return message;
  throw new RefusedMessageError(invalid('A message must be a JSON object.', null, 'invalid_json'));
}

/** A socket always streams, and a background response is created over HTTP. */
function checkTransport({ stream, background }: CreateResponseDto): void {
  if (stream === false)
    throw invalid("Over a WebSocket a response is always streamed: leave 'stream' out.", 'stream');
  if (background === true)
    throw invalid(
      "Background responses are created by 'POST /v1/responses': leave 'background' out.",
      'background',
      'unsupported_parameter',
    );
}

function unknownType(type: unknown): ApiError {
  const sent = typeof type === 'string' ? `'${type.slice(0, 100)}'` : 'missing';
  return invalid(`The type of a message must be 'response.create'; it is ${sent}.`, 'type', 'unknown_type');
}

function invalidStreamId(): ApiError {
  return invalid(
    "'stream_id' must have 1 to 256 characters: letters, digits, '_', '-' and '.'.",
    'stream_id',
    'invalid_stream_id',
  );
}

function invalid(message: string, param: string | null, code = 'invalid_value'): ApiError {
  return new BadRequestError(message, { code, ...(param !== null && { param }) });
}

import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { BadRequestError } from '../../openai/api-error.js';
import type { EventFramesOptions } from '../events/event-frames.js';

/** Parameter decorator: how the events of a response are wanted; undefined where they are not. */
export const FollowOf = createParamDecorator(
  (_: unknown, context: ExecutionContext): EventFramesOptions | undefined =>
    readFollowQuery(context.switchToHttp().getRequest<{ query: Record<string, unknown> }>().query),
);

function readFollowQuery(query: Record<string, unknown>): EventFramesOptions | undefined {
  const after = startingAfter(query['starting_after']);
  const obfuscates = flag(query, 'include_obfuscation');
  if (flag(query, 'stream')) return { obfuscates, ...(after !== undefined && { after }) };
  if (after === undefined) return undefined;
  throw new BadRequestError("'starting_after' is about the events of a response: it needs 'stream=true'.", {
    param: 'starting_after',
    code: 'invalid_value',
  });
}

function flag(query: Record<string, unknown>, name: string): boolean {
  const value = query[name];
  if (value === undefined || value === '' || value === 'false' || value === '0') return false;
  if (value === 'true' || value === '1') return true;
  throw new BadRequestError(`'${name}' must be 'true' or 'false'.`, { param: name, code: 'invalid_value' });
}

function startingAfter(value: unknown): number | undefined {
  if (value === undefined || value === '') return undefined;
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
  if (number !== undefined) return number;
  throw new BadRequestError("'starting_after' must be the sequence number of an event, from 0 on.", {
    param: 'starting_after',
    code: 'invalid_value',
  });
}

/** Describes the query, for the OpenAPI document. */
export function ApiFollowQuery(): MethodDecorator {
  return applyDecorators(
    ApiQuery({
      name: 'stream',
      required: false,
      description:
        'Whether the events of the response are wanted, as server-sent events, instead of the response.',
      schema: { type: 'boolean', default: false },
    }),
    ApiQuery({
      name: 'starting_after',
      required: false,
      description: 'With `stream`: the `sequence_number` of the last event that is known already.',
      schema: { type: 'integer', minimum: 0 },
    }),
    ApiQuery({
      name: 'include_obfuscation',
      required: false,
      description: 'With `stream`: whether pieces of text are padded so that their sizes tell nothing.',
      schema: { type: 'boolean', default: false },
    }),
    ApiQuery({
      name: 'include',
      required: false,
      isArray: true,
      type: String,
      description: 'Taken, and without effect: a response is returned with all it has.',
    }),
  );
}

import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { BadRequestError } from '../../openai/api-error.js';
import { isRecord } from '../../openai/is-record.js';
import type { CompletionFilter } from '../../storage/completion-store.js';

const METADATA_PAIR = /^metadata\[(.*)\]$/s;

/** Parameter decorator: which completions the query asks for, `model` and `metadata[KEY]`. */
export const FilterOf = createParamDecorator((_: unknown, context: ExecutionContext): CompletionFilter =>
  readFilter(context.switchToHttp().getRequest<{ query: Record<string, unknown> }>().query),
);

/** Reads a filter, from whichever query parser the host has. Throws a 400 that names the parameter at fault. */
function readFilter(query: Record<string, unknown>): CompletionFilter {
  const { model, metadata } = query;
  if (model !== undefined && typeof model !== 'string') throw invalid('model', 'must be one id.');
  if (metadata !== undefined && !isRecord(metadata))
    throw invalid('metadata', "is given as 'metadata[KEY]=VALUE'.");
  const pairs = Object.entries(metadata ?? {});
  for (const [name, value] of Object.entries(query)) {
    const key = METADATA_PAIR.exec(name)?.[1];
    if (key !== undefined) pairs.push([key, value]);
  }
  for (const [key, value] of pairs) {
    if (typeof value !== 'string') throw invalid(`metadata[${key.slice(0, 64)}]`, 'must be one text.');
  }
  return {
    ...(model !== undefined && { model }),
    metadata: Object.fromEntries(pairs) as Record<string, string>,
  };
}

function invalid(param: string, problem: string): BadRequestError {
  return new BadRequestError(`'${param}' ${problem}`, { param, code: 'invalid_value' });
}

/** Describes the query, for the OpenAPI document. */
export function ApiCompletionFilter(): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiQuery({ name: 'model', required: false, description: 'The agent that answered.', type: String }),
    ApiQuery({
      name: 'metadata',
      required: false,
      description: 'Pairs that a completion must have: `metadata[project]=x`.',
      style: 'deepObject',
      explode: true,
      schema: { type: 'object', additionalProperties: { type: 'string' } },
    }),
  );
}

import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { BadRequestError } from './api-error.js';

/** Which part of a list is asked for. */
export interface PageQuery {
  readonly limit: number;
  readonly order: 'asc' | 'desc';
  readonly after?: string;
}

const DEFAULT_LIMIT = 20;
const MOST = 100;

type Order = PageQuery['order'];

/** Parameter decorator: `after`, `limit` and `order` of the query. Its parameter is the order that holds if none is given. */
export const PageOf = createParamDecorator(
  (defaultOrder: Order | undefined, context: ExecutionContext): PageQuery =>
    readPageQuery(
      context.switchToHttp().getRequest<{ query: Record<string, unknown> }>().query,
      defaultOrder ?? 'desc',
    ),
);

/** Reads a page from a query. Throws a 400 that names the parameter at fault. */
function readPageQuery({ after, limit, order }: Record<string, unknown>, defaultOrder: Order): PageQuery {
  const count = limit === undefined ? DEFAULT_LIMIT : Number(limit);
  if (!Number.isInteger(count) || count < 1 || count > MOST)
    throw invalid('limit', `must be a whole number from 1 to ${MOST}.`);
  if (order !== undefined && order !== 'asc' && order !== 'desc')
    throw invalid('order', "must be 'asc' or 'desc'.");
  if (after !== undefined && typeof after !== 'string') throw invalid('after', 'must be an id.');
  return { limit: count, order: order ?? defaultOrder, ...(after !== undefined && { after }) };
}

/** The error of a page that begins after something that is not in the list. */
export function unknownAfter(after: string | undefined): BadRequestError {
  return invalid('after', `is '${(after ?? '').slice(0, 100)}', which is no item of this list.`);
}

function invalid(param: string, problem: string): BadRequestError {
  return new BadRequestError(`'${param}' ${problem}`, { param, code: 'invalid_value' });
}

/** Describes the query of a list, for the OpenAPI document. */
export function ApiPageQuery(defaultOrder: Order = 'desc'): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiQuery({
      name: 'after',
      required: false,
      description: 'The id of the item after which the page begins.',
    }),
    ApiQuery({
      name: 'limit',
      required: false,
      description: 'How many items, from 1 to 100.',
      schema: { type: 'integer', minimum: 1, maximum: MOST, default: DEFAULT_LIMIT },
    }),
    ApiQuery({
      name: 'order',
      required: false,
      description: '`asc`: oldest first; `desc`: newest first.',
      schema: { type: 'string', enum: ['asc', 'desc'], default: defaultOrder },
    }),
  );
}

/** Describes the query of a list of items, for the OpenAPI document. */
export function ApiItemPageQuery(): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiPageQuery(),
    ApiQuery({
      name: 'include',
      required: false,
      isArray: true,
      type: String,
      description: 'Taken, and without effect: items are listed with all they have.',
    }),
  );
}

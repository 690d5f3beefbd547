import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { validateSync, type ValidationError } from 'class-validator';
import { BadRequestError } from './api-error.js';
import { fieldChecksOf } from './checked-by.decorator.js';

/**
 * Parameter decorator: the request body, checked against its DTO class. It is not Nest's `@Body()`, because a host's
 * global `ValidationPipe` would copy the body field by field and strip what the DTO does not know.
 */
export const WireBody = createParamDecorator(
  <T extends object>(bodyType: new () => T, context: ExecutionContext): T =>
    validateBody(bodyType, context.switchToHttp().getRequest<{ body?: unknown }>().body),
);

/** A JSON document may have fields of these names; setting them would change what the instance is checked as. */
const IDENTITY_FIELDS: ReadonlySet<string> = new Set(['__proto__', 'constructor']);

/**
 * An instance of `bodyType` with the fields of `body`, taken over as they are: a history of megabytes passes through
 * here uncopied. Fields the DTO does not know are kept, for a model may know them. Throws a 400 that names the first
 * field at fault.
 */
export function validateBody<T extends object>(bodyType: new () => T, body: unknown): T {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new BadRequestError(
      'The request body must be a JSON object, sent with the header Content-Type: application/json.',
      { code: 'invalid_json' },
    );
  }
  const instance = instantiate(bodyType, body);
  const [invalid] = validateSync(instance, { forbidUnknownValues: false });
  if (invalid !== undefined) throw toBadRequest(invalid);
  for (const [field, check] of fieldChecksOf(bodyType)) {
    const fields = instance as Record<string, unknown>;
    const problem = check(fields[field], field, fields);
    if (problem === undefined) continue;
    throw new BadRequestError(problem.message, {
      param: problem.param,
      code: problem.code ?? 'invalid_value',
    });
  }
  return instance;
}

function instantiate<T extends object>(bodyType: new () => T, body: object): T {
  const instance = new bodyType();
  for (const [field, value] of Object.entries(body)) {
    if (!IDENTITY_FIELDS.has(field)) (instance as Record<string, unknown>)[field] = value;
  }
  return instance;
}

function toBadRequest(error: ValidationError): BadRequestError {
  // A wrong type makes ranges fail as well; the type is what has to be mended.
  const problems = Object.entries(error.constraints ?? {});
  const [, message] = problems.find(([name]) => name.startsWith('is')) ?? problems[0] ?? [];
  return new BadRequestError(`${message ?? `${error.property} is not valid`}.`, {
    param: error.property,
    code: 'invalid_value',
  });
}

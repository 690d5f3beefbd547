import { applyDecorators, UseGuards } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import { ApiErrors } from '../openai/api-errors.decorator.js';
import { AuthGuard } from './auth.guard.js';

/**
 * The name of the bearer key in the OpenAPI document.
 *
 * @publicApi
 */
export const BEARER_KEY = 'api-key';

/** Class decorator of controllers that only known callers may use. */
export function Protected(): ClassDecorator {
  return applyDecorators(UseGuards(AuthGuard), ApiBearerAuth(BEARER_KEY), ApiErrors(401, 403));
}

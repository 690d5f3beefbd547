import { applyDecorators, UseFilters } from '@nestjs/common';
import { OpenAiExceptionFilter } from './openai-exception.filter.js';

/** Class decorator of our controllers: errors have OpenAI's shape, whatever the host's own filters do. */
export function OpenAiRoutes(): ClassDecorator {
  return applyDecorators(UseFilters(OpenAiExceptionFilter));
}

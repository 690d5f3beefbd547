import { NotFoundError } from '../openai/api-error.js';

/** There is no such response, or none that the caller may know of. */
export function responseNotFound(id: string): NotFoundError {
  return new NotFoundError(`Response with id '${id.slice(0, 100)}' not found.`, {
    code: 'response_not_found',
    param: 'response_id',
  });
}

import { ModelNotFoundError } from './api-error.js';

/** The model of this id, or the first one where none is named. Throws a 404 that lists the models there are. */
export function resolveModel<Model extends { readonly id: string }>(
  id: string | null | undefined,
  available: readonly Model[],
): Model {
  const model = id == null ? available[0] : available.find((candidate) => candidate.id === id);
  if (model === undefined) throw new ModelNotFoundError(id ?? '', available);
  return model;
}

import { AgentError } from '../../agent-error.js';
import type { UpstreamConnection, UpstreamEndpoint } from './upstream-exchange.js';
import { readJson } from './upstream-json.js';

/** The ids of the models that the upstream lists, in its order. Rejects with an `AgentError`. */
export async function listUpstreamModels(
  connection: UpstreamConnection,
  endpoint: UpstreamEndpoint,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const list = (await readJson(connection, '/models', undefined, endpoint, signal)) as { data?: unknown };
  // Some servers answer with the bare array.
  const models: unknown = Array.isArray(list) ? list : list.data;
  if (!Array.isArray(models)) {
    throw new AgentError('model-misconfigured', `The model provider at ${endpoint.baseUrl} lists no models.`);
  }
  return models.map((model: { id?: unknown }) => model.id).filter((id) => typeof id === 'string');
}

import type { JSONArray, JSONObject } from '@ai-sdk/provider';
import type { UpstreamLogprob } from './upstream-wire.js';

/** Logprobs under the names of `TokenLogprob`. */
export function toLogprobs(logprobs: readonly UpstreamLogprob[]): JSONArray {
  return logprobs.map(toLogprob);
}

function toLogprob({ token, logprob, bytes, top_logprobs }: UpstreamLogprob): JSONObject {
  return { token, logprob, bytes: bytes ?? null, topLogprobs: toLogprobs(top_logprobs ?? []) };
}

import { createHash, randomUUID } from 'node:crypto';

/** What stays the same in every chunk of one completion. */
export interface CompletionHead {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly created: number;
  /** The agent that answers. */
  readonly model: string;
  readonly systemFingerprint: string;
}

/** A new completion's head; `version` names the build that answers. */
export function newCompletionHead(agentId: string, version: string): CompletionHead {
  return {
    id: `chatcmpl-${randomUUID().replaceAll('-', '')}`,
    created: Math.floor(Date.now() / 1000),
    model: agentId,
    systemFingerprint: fingerprintOf(agentId, version),
  };
}

const fingerprints = new Map<string, string>();

/** The same for every completion of one agent in one version of the server. */
function fingerprintOf(agentId: string, version: string): string {
  const key = `${version} ${agentId}`;
  const known = fingerprints.get(key);
  if (known !== undefined) return known;
  const fingerprint = `fp_${createHash('sha256').update(key).digest('hex').slice(0, 10)}`;
  fingerprints.set(key, fingerprint);
  return fingerprint;
}

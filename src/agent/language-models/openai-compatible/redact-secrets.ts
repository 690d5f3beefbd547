const KEY_LIKE = /\b(?:sk|pk|rk|gsk|xai|hf|AIza)[-_][\w*-]{6,}|\bBearer\s+\S+|:\/\/[^/\s:@]+:[^/\s@]+@/gi;

/** The text without the given secret and without anything that looks like a key, a bearer token or URL credentials. */
export function redactSecrets(text: string, secret: string | undefined): string {
  const withoutSecret = secret === undefined ? text : text.replaceAll(secret, '[redacted]');
  return withoutSecret.replace(KEY_LIKE, '[redacted]');
}

/** How long a secret is, in bytes. */
export const SECRET_BYTES = 32;

/**
 * Keeps keys that the server makes for itself, so that what it sealed with them can be opened after a restart.
 *
 * @publicApi
 */
export abstract class SecretStore {
  /** The 32 random bytes of this name, made when they are first asked for. */
  abstract secret(name: string): Promise<Uint8Array>;
}

import { randomBytes } from 'node:crypto';
import { SECRET_BYTES, SecretStore } from '../secret-store.js';

/**
 * Keeps secrets as long as the process lives.
 *
 * @publicApi
 */
export class InMemorySecretStore extends SecretStore {
  private readonly secrets = new Map<string, Uint8Array>();

  secret(name: string): Promise<Uint8Array> {
    let secret = this.secrets.get(name);
    if (secret === undefined) {
      secret = randomBytes(SECRET_BYTES);
      this.secrets.set(name, secret);
    }
    return Promise.resolve(secret);
  }
}

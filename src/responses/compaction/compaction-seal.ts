import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Inject, Injectable, Optional } from '@nestjs/common';
import type { Item, SilentItem } from '../../openai/items/item.dto.js';
import { InMemorySecretStore } from '../../storage/in-memory/in-memory-secret-store.js';
import { SecretStore } from '../../storage/secret-store.js';

/** What a compaction item stands for. */
export interface CompactedContext {
  /** A summary of what is not kept. */
  readonly summary: string;
  /** The newest items, as they were. */
  readonly kept: readonly (Item | SilentItem)[];
}

const CIPHER = 'aes-256-gcm';
const SECRET = 'compaction-seal';
/** The first byte, so that another way to seal can be told apart. */
const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals what a compaction item stands for, so that only its owner can hand it in again, as it was. Without a store for
 * the key, what is sealed can be opened as long as the process lives.
 */
@Injectable()
export class CompactionSeal {
  private readonly secrets: SecretStore;

  constructor(@Optional() @Inject(SecretStore) secrets?: SecretStore) {
    this.secrets = secrets ?? new InMemorySecretStore();
  }

  /** The `encrypted_content` of an item. */
  async seal(owner: string, context: CompactedContext): Promise<string> {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, await this.secrets.secret(SECRET), nonce);
    cipher.setAAD(Buffer.from(owner));
    const sealed = Buffer.concat([cipher.update(JSON.stringify(context)), cipher.final()]);
    return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** What was sealed; undefined where it was not sealed here, for this owner, or is not what was sealed. */
  async open(owner: string, encryptedContent: string): Promise<CompactedContext | undefined> {
    const bytes = Buffer.from(encryptedContent, 'base64url');
    const text = 1 + NONCE_BYTES + TAG_BYTES;
    if (bytes.length <= text || bytes[0] !== VERSION) return undefined;
    const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
    const decipher = createDecipheriv(CIPHER, await this.secrets.secret(SECRET), nonce);
    decipher.setAAD(Buffer.from(owner));
    decipher.setAuthTag(bytes.subarray(1 + NONCE_BYTES, text));
    try {
      const opened = Buffer.concat([decipher.update(bytes.subarray(text)), decipher.final()]);
      return JSON.parse(opened.toString()) as CompactedContext;
    } catch {
      return undefined;
    }
  }
}

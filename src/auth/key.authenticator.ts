import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { AuthenticationError } from '../openai/api-error.js';
import { AUTH_MODULE_OPTIONS } from './auth.module-definition.js';
import type { AuthModuleOptions } from './auth-module.options.js';
import { Authenticator, type Caller } from './authenticator.js';
import { looksNarrowed, narrowOwner } from './narrow-owner.js';
import type { IdentityReader } from './request-identity.js';

interface KnownKey {
  readonly digest: Buffer;
  readonly caller: Caller;
}

const HOW_TO = 'Send it as the header "Authorization: Bearer YOUR_KEY".';
const ANYONE: Caller = Object.freeze({ owner: 'default' });

/** Knows callers by the bearer keys of the module's options, and tells the users of one key apart where it is to. */
@Injectable()
export class KeyAuthenticator extends Authenticator {
  private readonly knownKeys: readonly KnownKey[];
  private readonly identity: IdentityReader | undefined;

  constructor(@Inject(AUTH_MODULE_OPTIONS) options: AuthModuleOptions) {
    super();
    this.identity = options.identity;
    for (const { owner } of options.keys) if (owner !== undefined) checkOwner(owner, options);
    this.knownKeys = options.keys.map(({ key, owner = ANYONE.owner }) => ({
      digest: digestOf(key, 'utf8'),
      caller: Object.freeze({ owner }),
    }));
  }

  authenticate(headers: IncomingHttpHeaders): Caller {
    const caller = this.callerOf(headers);
    const identity = this.identity?.(headers);
    if (identity === undefined) return caller;
    const { user, session, replyHeaders } = identity;
    return Object.freeze({
      owner: narrowOwner(caller.owner, identity),
      ...(user !== undefined && { user }),
      ...(session !== undefined && { session }),
      ...(replyHeaders !== undefined && { replyHeaders }),
    });
  }

  private callerOf({ authorization }: IncomingHttpHeaders): Caller {
    if (this.knownKeys.length === 0) return ANYONE;
    if (authorization === undefined) {
      throw new AuthenticationError(`This server requires an API key. ${HOW_TO}`, {
        code: 'missing_api_key',
      });
    }
    const [, token] = /^Bearer +(\S.*)$/i.exec(authorization) ?? [];
    if (token === undefined) {
      throw new AuthenticationError(`The Authorization header holds no bearer key. ${HOW_TO}`);
    }
    // Node decodes header bytes as Latin-1; back in bytes, a key in UTF-8 compares as it was sent.
    const digest = digestOf(token.trimEnd(), 'latin1');
    // Every key is compared, and digests have one length: time tells nothing about any key.
    let caller: Caller | undefined;
    for (const known of this.knownKeys) if (timingSafeEqual(known.digest, digest)) caller = known.caller;
    if (caller === undefined)
      throw new AuthenticationError(`The API key is not accepted by this server. ${HOW_TO}`);
    return caller;
  }
}

function digestOf(key: string, encoding: BufferEncoding): Buffer {
  return createHash('sha256').update(Buffer.from(key, encoding)).digest();
}

function checkOwner(owner: string, { identity }: AuthModuleOptions): void {
  if (identity === undefined || !looksNarrowed(owner)) return;
  throw new Error(`The owner ${owner} of a key must not begin with "[": so do those of a key's users.`);
}

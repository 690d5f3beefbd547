import { Module } from '@nestjs/common';
import { ConfigurableAuthModule } from './auth.module-definition.js';
import { Authenticator } from './authenticator.js';
import { KeyAuthenticator } from './key.authenticator.js';

/**
 * Provides `Authenticator` with the keys of its options. A host that knows its callers by other means leaves this
 * module out and exports its own provider of `Authenticator` instead.
 *
 * @publicApi
 */
@Module({
  providers: [{ provide: Authenticator, useClass: KeyAuthenticator }],
  exports: [Authenticator],
})
export class AuthModule extends ConfigurableAuthModule {}

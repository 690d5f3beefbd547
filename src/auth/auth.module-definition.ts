import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { AuthModuleOptions } from './auth-module.options.js';

/** The base class of `AuthModule` and the token of its options. */
export const { ConfigurableModuleClass: ConfigurableAuthModule, MODULE_OPTIONS_TOKEN: AUTH_MODULE_OPTIONS } =
  new ConfigurableModuleBuilder<AuthModuleOptions>({
    optionsInjectionToken: Symbol.for('hermes-agent-server.auth-module-options'),
  })
    .setClassMethodName('forRoot')
    .build();

import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { HomeModuleOptions } from './home-module.options.js';

/** The base class of `HomeModule` and the token of its options. */
export const { ConfigurableModuleClass: ConfigurableHomeModule, MODULE_OPTIONS_TOKEN: HOME_OPTIONS } =
  new ConfigurableModuleBuilder<HomeModuleOptions>({
    optionsInjectionToken: Symbol.for('hermes-agent-server.home-module-options'),
  })
    .setClassMethodName('forRoot')
    .build();

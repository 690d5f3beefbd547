import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { StorageModuleOptions } from './storage-module.options.js';

/** The base class of `StorageModule` and the token of its options. */
export const {
  ConfigurableModuleClass: ConfigurableStorageModule,
  MODULE_OPTIONS_TOKEN: STORAGE_MODULE_OPTIONS,
} = new ConfigurableModuleBuilder<StorageModuleOptions>({
  optionsInjectionToken: Symbol.for('hermes-agent-server.storage-module-options'),
})
  .setClassMethodName('forRoot')
  .build();

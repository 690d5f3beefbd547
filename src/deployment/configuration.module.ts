import { type DynamicModule, Module } from '@nestjs/common';
import type { Configuration } from '../config/configuration.js';

/** The token of the deployable's configuration. */
export const CONFIGURATION = Symbol('configuration');

/** Provides the configuration to the factories of the modules' options. */
@Module({})
export class ConfigurationModule {
  static of(configuration: Configuration): DynamicModule {
    return {
      module: ConfigurationModule,
      providers: [{ provide: CONFIGURATION, useValue: configuration }],
      exports: [CONFIGURATION],
    };
  }
}

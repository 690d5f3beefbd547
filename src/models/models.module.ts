import { type DynamicModule, Module } from '@nestjs/common';
import { type ImportsExtra, withImports } from '../module-imports.js';
import { ModelsController } from './models.controller.js';

/**
 * `GET /v1/models`. Needs modules, given as `using`, that export `AgentService` and `Authenticator`.
 *
 * @publicApi
 */
@Module({ controllers: [ModelsController] })
export class ModelsModule {
  static forRoot(extras: ImportsExtra): DynamicModule {
    return withImports({ module: ModelsModule }, extras);
  }
}

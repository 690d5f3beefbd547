import { type DynamicModule, Module } from '@nestjs/common';
import { type ImportsExtra, withImports } from '../module-imports.js';
import { CapabilitiesController } from './capabilities.controller.js';
import { CapabilitiesService } from './capabilities.service.js';

/**
 * `GET /v1/capabilities`. Needs modules, given as `using`, that export `AgentService` and `Authenticator`; tells of the
 * MCP servers where one of them exports `McpServers`.
 *
 * @publicApi
 */
@Module({ controllers: [CapabilitiesController], providers: [CapabilitiesService] })
export class CapabilitiesModule {
  static forRoot(extras: ImportsExtra): DynamicModule {
    return withImports({ module: CapabilitiesModule }, extras);
  }
}

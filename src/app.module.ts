import { type DynamicModule, Module } from '@nestjs/common';
import { AgentModule } from './agent/agent.module.js';
import { MemoryStore } from './agent/tools/memory/memory-store.js';
import { AuthModule } from './auth/auth.module.js';
import { CapabilitiesModule } from './capabilities/capabilities.module.js';
import { ChatCompletionsModule } from './chat-completions/chat-completions.module.js';
import type { Configuration } from './config/configuration.js';
import { authOptionsOf } from './deployment/auth-options.js';
import { configuredAgents } from './deployment/configured-agents.js';
import { CONFIGURATION, ConfigurationModule } from './deployment/configuration.module.js';
import { chatCompletionsOptionsOf, responsesOptionsOf } from './deployment/feature-options.js';
import { ConversationsModule } from './conversations/conversations.module.js';
import { storageOptionsOf } from './deployment/storage-options.js';
import { builtInToolsets } from './deployment/toolsets.js';
import { SWAGGER_UI_PATH } from './deployment/swagger-ui.js';
import { HealthModule } from './health/health.module.js';
import { HomeModule } from './home/home.module.js';
import { ModelsModule } from './models/models.module.js';
import { ResponsesModule } from './responses/responses.module.js';
import { StorageModule } from './storage/storage.module.js';

/** The deployable: the library's modules, composed as any host would, with options from the environment. */
@Module({})
export class AppModule {
  static forConfiguration(configuration: Configuration): DynamicModule {
    const fromConfiguration = { imports: [ConfigurationModule.of(configuration)], inject: [CONFIGURATION] };
    const storage = StorageModule.forRootAsync({ ...fromConfiguration, useFactory: storageOptionsOf });
    const agent = AgentModule.forRootAsync({
      imports: [...fromConfiguration.imports, storage],
      inject: [CONFIGURATION, MemoryStore],
      useFactory: (configuration: Configuration, memoryStore: MemoryStore) =>
        configuredAgents(configuration, builtInToolsets(memoryStore)),
    });
    const auth = AuthModule.forRootAsync({
      ...fromConfiguration,
      useFactory: authOptionsOf,
    });
    return {
      module: AppModule,
      imports: [
        ...homePage(configuration),
        HealthModule,
        CapabilitiesModule.forRoot({ using: [agent, auth] }),
        ModelsModule.forRoot({ using: [agent, auth] }),
        ChatCompletionsModule.forRootAsync({
          ...fromConfiguration,
          using: [agent, auth, storage],
          useFactory: chatCompletionsOptionsOf,
        }),
        ResponsesModule.forRootAsync({
          ...fromConfiguration,
          using: [agent, auth, storage],
          useFactory: responsesOptionsOf,
        }),
        ConversationsModule.forRoot({ using: [auth, storage] }),
        // The deployable itself asks who is calling before it reads a body.
        auth,
      ],
    };
  }
}

function homePage({ server }: Configuration): DynamicModule[] {
  return server.homePage ? [HomeModule.forRoot({ apiDocsPath: SWAGGER_UI_PATH })] : [];
}

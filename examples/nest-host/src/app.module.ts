import { Module } from '@nestjs/common';
import { ChatCompletionsModule, HealthModule, ModelsModule } from 'hermes-agent-server';
import { OrdersModule } from './orders/orders.module.js';
import { TeamsModule } from './teams/teams.module.js';
import { Settings, SettingsModule } from './settings.module.js';

/** `OrdersModule` exports an `AgentService`, `TeamsModule` an `Authenticator`. */
const using = [OrdersModule, TeamsModule];

@Module({
  imports: [
    HealthModule,
    ModelsModule.forRoot({ using }),
    ChatCompletionsModule.forRootAsync({
      using,
      imports: [SettingsModule],
      inject: [Settings],
      useFactory: ({ heartbeatMs }: Settings) => ({ heartbeatMs }),
    }),
  ],
})
export class AppModule {}

import { Module } from '@nestjs/common';
import {
  AgentModule,
  AuthModule,
  ChatCompletionsModule,
  DemoLanguageModel,
  HealthModule,
  ModelsModule,
} from 'hermes-agent-server';
import { OrdersModule } from './orders/orders.module.js';

const agent = AgentModule.forRoot({
  agents: [{ id: 'orders', prompt: 'You help our teams with their orders.', model: new DemoLanguageModel() }],
});
const auth = AuthModule.forRoot({
  keys: [
    { key: 'key-of-the-blue-team', owner: 'blue' },
    { key: 'key-of-the-green-team', owner: 'green' },
  ],
});
const using = [agent, auth];

@Module({
  imports: [
    OrdersModule,
    HealthModule,
    ModelsModule.forRoot({ using }),
    ChatCompletionsModule.forRoot({ using }),
  ],
})
export class AppModule {}

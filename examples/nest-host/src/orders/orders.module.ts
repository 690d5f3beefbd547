import { Module } from '@nestjs/common';
import { AgentService } from 'hermes-agent-server';
import { OrderAgent } from './order.agent.js';
import { OrderBook } from './order-book.js';

@Module({
  providers: [OrderBook, { provide: AgentService, useClass: OrderAgent }],
  exports: [AgentService],
})
export class OrdersModule {}

import { Injectable } from '@nestjs/common';
import { AgentTool, type ToolContext } from 'hermes-agent-server';
import { FindOrderDto } from './find-order.dto.js';
import { SendRemindersDto } from './send-reminders.dto.js';

export interface Order {
  readonly number: string;
  readonly state: string;
  readonly waitingDays: number;
}

const ORDERS: readonly (Order & { team: string })[] = [
  { team: 'blue', number: '1001', state: 'on its way', waitingDays: 2 },
  { team: 'blue', number: '1003', state: 'waiting for a part', waitingDays: 20 },
  { team: 'blue', number: '1004', state: 'waiting for a signature', waitingDays: 31 },
  { team: 'green', number: '1002', state: 'waiting for a part', waitingDays: 16 },
];

/** Stands for a service that the host has had all along. */
@Injectable()
export class OrdersService {
  @AgentTool({ description: 'Finds an order of the asking team by its number, and says where it is.' })
  findOrder({ number }: FindOrderDto, { owner }: ToolContext): Order {
    const order = this.ordersOf(owner).find((each) => each.number === number);
    if (order === undefined) throw new Error(`The ${owner} team has no order ${number}.`);
    return order;
  }

  @AgentTool({ description: 'Sends a reminder to the supplier of each order that has waited too long.' })
  async *sendReminders({ afterDays }: SendRemindersDto, { owner, signal }: ToolContext) {
    const late = this.ordersOf(owner).filter(({ waitingDays }) => waitingDays >= afterDays);
    for (const { number } of late) {
      signal.throwIfAborted();
      await remindSupplierOf(number);
      yield `Reminded the supplier of order ${number}.`;
    }
    return { reminded: late.map(({ number }) => number) };
  }

  private ordersOf(team: string): Order[] {
    return ORDERS.filter((order) => order.team === team).map(({ team: _, ...order }) => order);
  }
}

/** Stands for an e-mail. */
async function remindSupplierOf(_number: string): Promise<void> {
  await Promise.resolve();
}

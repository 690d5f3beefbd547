import { Injectable } from '@nestjs/common';

/** Stands for the host's own data: which team ordered what. */
@Injectable()
export class OrderBook {
  private readonly orders = new Map([
    ['1001', { team: 'blue', state: 'on its way' }],
    ['1002', { team: 'green', state: 'waiting for a part' }],
  ]);

  /** The state of an order, or undefined where the team has no such order. */
  stateOf(number: string, team: string): string | undefined {
    const order = this.orders.get(number);
    return order?.team === team ? order.state : undefined;
  }
}

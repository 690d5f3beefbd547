import { Injectable } from '@nestjs/common';
import {
  type AgentDescription,
  type AgentEvent,
  type AgentRequest,
  AgentService,
  type ConversationMessage,
  type RunContext,
} from 'hermes-agent-server';
import { concat, concatMap, delay, from, map, type Observable, of } from 'rxjs';
import { OrderBook } from './order-book.js';

const NO_TOKENS = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 };

/** An agent as an ordinary provider: it looks orders up and says so, word by word. */
@Injectable()
export class OrderAgent extends AgentService {
  private readonly startedAt = Math.floor(Date.now() / 1000);

  constructor(private readonly orders: OrderBook) {
    super();
  }

  listAgents(): AgentDescription[] {
    return [{ id: 'orders', description: 'Knows where orders are', createdAt: this.startedAt }];
  }

  run({ messages }: AgentRequest, { owner }: RunContext): Observable<AgentEvent> {
    const words = this.answer(lastText(messages), owner).split(/(?= )/);
    const texts = from(words).pipe(
      concatMap((word) => of(word).pipe(delay(20))),
      map((text) => ({ type: 'text-delta', text }) as const),
    );
    return concat(texts, of({ type: 'run-end', finishReason: 'stop', usage: NO_TOKENS } as const));
  }

  private answer(question: string, team: string): string {
    const number = /\d+/.exec(question)?.[0];
    if (number === undefined) return 'Which order do you mean? Tell me its number.';
    const state = this.orders.stateOf(number, team);
    if (state === undefined) return `The ${team} team has no order ${number}.`;
    return `Order ${number} of the ${team} team is ${state}.`;
  }
}

function lastText(messages: readonly ConversationMessage[]): string {
  const parts = messages.findLast(({ role }) => role === 'user')?.content ?? [];
  return parts.map((part) => (part.type === 'text' ? part.text : '')).join(' ');
}

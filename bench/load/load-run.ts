import { LoadConnection, requestBytes, type Exchange } from './load-connection.ts';
import type { LoadPlan, LoadResult } from './load-protocol.ts';

/** Sends a plan's requests, `concurrency` at a time, and waits for their answers. */
export async function runLoad(plan: LoadPlan): Promise<LoadResult> {
  const tally = new LoadTally(plan);
  const { url, bytes } = requestBytes(plan);
  const connections = Array.from({ length: plan.concurrency }, () => new LoadConnection(url));
  const timer = setTimeout(() => connections.forEach((connection) => connection.close()), plan.timeoutMs);
  let toSend = plan.requests;
  await Promise.all(
    connections.map(async (connection) => {
      while (toSend > 0 && !connection.closed) {
        toSend--;
        tally.add(await connection.exchange(bytes));
      }
    }),
  );
  clearTimeout(timer);
  connections.forEach((connection) => connection.close());
  return tally.result;
}

/** Adds up exchanges. */
class LoadTally {
  readonly #plan: LoadPlan;
  readonly #result: LoadResult;

  constructor(plan: LoadPlan) {
    this.#plan = plan;
    // Requests that are never sent because their connection broke are incomplete too.
    this.#result = { complete: 0, incomplete: plan.requests, tokens: 0, firstTokenMs: [] };
  }

  get result(): LoadResult {
    return this.#result;
  }

  add(exchange: Exchange): void {
    const complaint = this.#complaintAbout(exchange);
    if (complaint === undefined) {
      this.#result.complete++;
      this.#result.incomplete--;
    } else {
      this.#result.complaint ??= complaint;
    }
    this.#result.tokens += exchange.answer.tokens / this.#plan.tellings;
    if (exchange.firstTokenMs !== undefined) this.#result.firstTokenMs.push(exchange.firstTokenMs);
  }

  #complaintAbout({ answer, ended }: Exchange): string | undefined {
    const { tokensPerAnswer, tellings, body } = this.#plan;
    if (!ended) return `the connection closed after ${answer.tokens} tokens`;
    if (answer.status !== 200) return `status ${answer.status}: ${answer.tail}`;
    if (answer.tokens !== tokensPerAnswer * tellings)
      return `${answer.tokens} of ${tokensPerAnswer} tokens: ${answer.tail}`;
    if ('stream' in body && !answer.tail.includes('data: [DONE]')) return `no [DONE]: ${answer.tail}`;
    return undefined;
  }
}

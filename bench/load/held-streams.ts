import { LoadConnection, requestBytes } from './load-connection.ts';
import type { LoadPlan, LoadResult } from './load-protocol.ts';

const openedAtATime = 50;

/** Streams that are kept open after their first token. */
export class HeldStreams {
  readonly #connections: LoadConnection[] = [];

  /** Opens `concurrency` streams, some at a time; complete are those that have sent their first token. */
  async open(plan: LoadPlan): Promise<LoadResult> {
    const { url, bytes } = requestBytes(plan);
    const result: LoadResult = { complete: 0, incomplete: plan.concurrency, tokens: 0, firstTokenMs: [] };
    let toOpen = plan.concurrency;
    const timer = setTimeout(() => {
      toOpen = 0;
      this.close();
    }, plan.timeoutMs);
    const openOneByOne = async (): Promise<void> => {
      while (toOpen > 0) {
        toOpen--;
        const complaint = await this.#openOne(url, bytes);
        if (complaint === undefined) {
          result.complete++;
          result.incomplete--;
        } else {
          result.complaint ??= complaint;
        }
      }
    };
    await Promise.all(Array.from({ length: openedAtATime }, openOneByOne));
    clearTimeout(timer);
    return result;
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
    this.#connections.length = 0;
  }

  #openOne(url: URL, bytes: Buffer): Promise<string | undefined> {
    const connection = new LoadConnection(url);
    this.#connections.push(connection);
    return new Promise((resolve) => {
      const ended = connection.exchange(bytes, () => resolve(undefined));
      void ended.then(({ answer }) =>
        resolve(`a held stream ended with status ${answer.status}: ${answer.tail}`),
      );
    });
  }
}

import type {
  Exchange,
  ExchangeHandler,
  UpstreamConnection,
} from '../../../src/agent/language-models/openai-compatible/upstream-exchange.js';

type Headers = Readonly<Record<string, string | undefined>>;

/** What has come of one exchange. */
export interface Outcome {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly error: (Error & { code?: string }) | undefined;
}

/** Keeps everything that is told of one exchange. */
export class RecordedAnswer implements ExchangeHandler {
  status = 0;
  headers: Headers = {};
  error: Outcome['error'];
  /** The names of the handlers in the order of their calls, those that come several times on end once. */
  readonly calls: string[] = [];
  private readonly chunks: Buffer[] = [];
  private readonly ending = Promise.withResolvers<undefined>();
  /** When `onEnd` or `onError` has been called. */
  readonly over = this.ending.promise;

  get body(): Buffer {
    return Buffer.concat(this.chunks);
  }

  get text(): string {
    return this.body.toString();
  }

  onHeaders(status: number, headers: Headers): void {
    this.note('onHeaders');
    this.status = status;
    this.headers = headers;
  }

  onData(chunk: Buffer): void {
    this.note('onData');
    this.chunks.push(Buffer.from(chunk));
  }

  onEnd(): void {
    this.note('onEnd');
    this.ending.resolve(undefined);
  }

  onError(error: Error): void {
    this.note('onError');
    this.error = error;
    this.ending.resolve(undefined);
  }

  private note(call: string): void {
    if (this.calls.at(-1) !== call || call !== 'onData') this.calls.push(call);
  }
}

/** Sends a request, and records what comes of it. */
export function record(
  connection: UpstreamConnection,
  path = '/models',
  body?: string | Buffer,
): { answer: RecordedAnswer; exchange: Exchange } {
  const answer = new RecordedAnswer();
  return { answer, exchange: connection.send(path, body, answer) };
}

/** Sends a request, and waits for what comes of it. */
export async function ask(
  connection: UpstreamConnection,
  path?: string,
  body?: string | Buffer,
): Promise<Outcome> {
  const { answer } = record(connection, path, body);
  await answer.over;
  const { status, headers, text, error } = answer;
  return { status, headers, text, error };
}

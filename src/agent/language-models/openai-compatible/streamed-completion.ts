import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { Subscriber } from 'rxjs';
import { AgentError } from '../../agent-error.js';
import type { AnswerHeaders } from './http/answer-head.js';
import { generateResultToParts } from '../generate-result-parts.js';
import { ChatStreamParser } from './chat-stream.parser.js';
import { toGenerateResult } from './generate-result.mapper.js';
import { fromBrokenAnswer, fromConnectionError, fromUpstreamStatus } from './upstream-error.mapper.js';
import type { ExchangeHandler, UpstreamEndpoint } from './upstream-exchange.js';
import { BodyCollector, parseCompletion } from './upstream-json.js';

/** How long an upstream may take to end its answer once it has said that it is complete, in milliseconds. */
const END_AFTER_DONE_MS = 250;

type Parts = Subscriber<LanguageModelV4StreamPart>;

/** Reads the answer to one streamed request: a stream, an error, or a whole completion from a server that cannot stream. */
export class StreamedCompletion implements ExchangeHandler {
  private parser: ChatStreamParser | undefined;
  private body: BodyCollector | undefined;
  private headers: AnswerHeaders = {};
  private status = 0;
  private ending: NodeJS.Timeout | undefined;

  constructor(
    private readonly parts: Parts,
    private readonly endpoint: UpstreamEndpoint,
  ) {}

  onHeaders(status: number, headers: AnswerHeaders): void {
    this.status = status;
    const isStream =
      status === 200 && headers['content-type']?.toLowerCase().includes('text/event-stream') === true;
    if (isStream) {
      this.parts.next({ type: 'stream-start', warnings: [] });
      this.parser = new ChatStreamParser((part) => {
        this.parts.next(part);
      }, this.endpoint.apiKey);
    } else {
      this.headers = headers;
      this.body = new BodyCollector();
    }
  }

  onData(chunk: Buffer): void {
    try {
      if (this.parser !== undefined) {
        this.parser.feed(chunk);
        if (this.parser.isDone) this.endSoon();
      } else this.body?.add(chunk);
    } catch (error) {
      this.parts.error(toAgentError(error));
    }
  }

  onEnd(): void {
    try {
      if (this.parser !== undefined) this.parser.end();
      else this.readWholeAnswer(this.body?.text() ?? '');
    } catch (error) {
      this.parts.error(toAgentError(error));
    }
    this.parts.complete();
  }

  onError(error: Error): void {
    if (this.parser?.isDone === true) {
      this.onEnd();
      return;
    }
    this.parts.error(
      this.status === 0 ? fromConnectionError(error, this.endpoint.baseUrl) : fromBrokenAnswer(error),
    );
  }

  /** Some servers keep the connection open after `[DONE]`; one that is ended in time can be used again. */
  private endSoon(): void {
    if (this.ending !== undefined) return;
    this.ending = setTimeout(() => {
      this.onEnd();
    }, END_AFTER_DONE_MS);
    this.parts.add(() => {
      clearTimeout(this.ending);
    });
  }

  private readWholeAnswer(text: string): void {
    const { apiKey } = this.endpoint;
    if (this.status >= 400) throw fromUpstreamStatus(this.status, this.headers, text, apiKey);
    this.parts.next({ type: 'stream-start', warnings: [] });
    for (const part of generateResultToParts(toGenerateResult(parseCompletion(text), apiKey)))
      this.parts.next(part);
  }
}

/** Anything but an `AgentError` here comes from an answer of an unforeseen shape. */
function toAgentError(error: unknown): AgentError {
  if (AgentError.isInstance(error)) return error;
  return new AgentError('model-failed', "The model provider's answer has a form that cannot be understood.", {
    code: 'upstream_unreadable',
    cause: error,
  });
}

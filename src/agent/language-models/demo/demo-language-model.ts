import type {
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
} from '@ai-sdk/provider';
import { Observable, type Subscriber } from 'rxjs';
import { FlowControl } from '../../flow-control.js';
import type { ObservableLanguageModel } from '../observable-language-model.js';
import { collectGenerateResult, toReadableStream } from '../stream-parts-adapter.js';
import { countPromptTokens } from '../tokenizer.js';
import { composeReply } from './compose-reply.js';
import { limitReply, outputTokensOf } from './limit-reply.js';
import { PacedParts } from './paced-parts.js';
import { replyParts } from './reply-parts.js';

/**
 * Options of the demo model.
 *
 * @publicApi
 */
export interface DemoLanguageModelOptions {
  /** Between two words of a streamed answer, in milliseconds; 0 is as fast as the event loop goes. Default: 15. */
  readonly wordDelayMs?: number;
}

/**
 * A language model inside the process, for a first run, for exploring and for tests: no key, no network, always the
 * same answer to the same conversation. It says what it is; it remembers the conversation, calls tools, fills JSON
 * schemas and counts tokens with a real tokenizer.
 *
 * @publicApi
 */
export class DemoLanguageModel implements ObservableLanguageModel {
  readonly specificationVersion = 'v4';
  readonly provider = 'hermes-agent-server';
  readonly modelId = 'demo';
  /** It never looks at what an address points to, so nobody needs to fetch it. */
  readonly supportedUrls = { '*/*': [/^/] };
  private readonly wordDelayMs: number;

  constructor({ wordDelayMs = 15 }: DemoLanguageModelOptions = {}) {
    this.wordDelayMs = wordDelayMs;
  }

  streamParts(
    options: LanguageModelV4CallOptions,
    flow?: FlowControl,
  ): Observable<LanguageModelV4StreamPart> {
    return this.parts(options, this.wordDelayMs, flow);
  }

  doStream(options: LanguageModelV4CallOptions): Promise<LanguageModelV4StreamResult> {
    const flow = new FlowControl();
    return Promise.resolve({
      stream: toReadableStream(this.streamParts(options, flow), options.abortSignal, flow),
    });
  }

  doGenerate(options: LanguageModelV4CallOptions): Promise<LanguageModelV4GenerateResult> {
    return collectGenerateResult(this.parts(options, 0, undefined), options.abortSignal);
  }

  private parts(
    options: LanguageModelV4CallOptions,
    delayMs: number,
    flow: FlowControl | undefined,
  ): Observable<LanguageModelV4StreamPart> {
    return new Observable((subscriber) => {
      const paced = new PacedParts(subscriber, delayMs, flow);
      this.answer(options, paced, subscriber).catch((error: unknown) => {
        subscriber.error(error);
      });
      return () => {
        paced.stop();
      };
    });
  }

  private async answer(
    options: LanguageModelV4CallOptions,
    paced: PacedParts,
    subscriber: Subscriber<LanguageModelV4StreamPart>,
  ): Promise<void> {
    await paced.play([
      { type: 'stream-start', warnings: [] },
      { type: 'response-metadata', modelId: this.modelId },
    ]);
    const { reply, finish } = await limitReply(composeReply(options), options);
    await paced.play(replyParts(reply));
    const inputTokens = await countPromptTokens(options.prompt, options.tools);
    const usage = {
      inputTokens: { total: inputTokens, noCache: inputTokens, cacheRead: 0, cacheWrite: 0 },
      outputTokens: await outputTokensOf(reply),
    };
    await paced.play([{ type: 'finish', usage, finishReason: { unified: finish, raw: finish } }]);
    subscriber.complete();
  }
}

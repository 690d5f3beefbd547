import type { JSONObject, LanguageModelV4StreamPart, SharedV4ProviderMetadata } from '@ai-sdk/provider';
import { Observable, type OperatorFunction, type Subscriber } from 'rxjs';
import { AgentError } from './agent-error.js';
import type { AgentEvent, FinishReason, TokenLogprob } from './agent-event.js';
import type { Usage } from './usage.js';

type Finish = Extract<LanguageModelV4StreamPart, { type: 'finish' }>;

/** What the run adds to what its model says. */
export interface RunFinishers {
  /** Makes the model's account of tokens complete; `answer` is all that the model wrote. */
  completeUsage(usage: Finish['usage'], answer: string): Usage | Promise<Usage>;
  /** Takes the agent's prompt out of an error. */
  concealPrompt(error: unknown): unknown;
}

/** The parts of a model's answer as events of the run, the last of them `run-end`. */
export function toAgentEvents(
  finishers: RunFinishers,
): OperatorFunction<LanguageModelV4StreamPart, AgentEvent> {
  return (parts) =>
    new Observable((subscriber) => {
      const reader = new AnswerReader(subscriber, finishers);
      return parts.subscribe({
        next: reader.read,
        error: reader.fail,
        complete: reader.end,
      });
    });
}

class AnswerReader {
  /** All text of the answer, for providers that do not count tokens. */
  private answer = '';
  private refusalId: string | undefined;
  private startedCalls: Set<string> | undefined;
  private finished = false;

  constructor(
    private readonly subscriber: Subscriber<AgentEvent>,
    private readonly finishers: RunFinishers,
  ) {}

  readonly read = (part: LanguageModelV4StreamPart): void => {
    try {
      this.readPart(part);
    } catch (error) {
      // Parts come from providers of any kind; one of an unforeseen shape ends the run, not the process.
      this.fail(new AgentError('model-failed', 'The language model failed.', { cause: error }));
    }
  };

  private readPart(part: LanguageModelV4StreamPart): void {
    switch (part.type) {
      case 'text-delta':
        this.readText(part);
        break;
      case 'reasoning-delta':
        this.answer += part.delta;
        this.subscriber.next({ type: 'reasoning-delta', text: part.delta });
        break;
      case 'text-start':
        if (ofAnyProvider(part.providerMetadata, 'refusal') === true) this.refusalId = part.id;
        break;
      case 'tool-input-start':
        this.startCall(part.id, part.toolName);
        break;
      case 'tool-input-delta':
        this.answer += part.delta;
        this.subscriber.next({ type: 'tool-call-delta', callId: part.id, argumentsDelta: part.delta });
        break;
      case 'tool-call':
        this.endCall(part.toolCallId, part.toolName, part.input);
        break;
      case 'source':
        if (part.sourceType === 'url') {
          this.subscriber.next({ type: 'source', url: part.url, title: part.title ?? part.url });
        }
        break;
      case 'finish':
        this.finish(part);
        break;
      default:
      // Block boundaries and metadata mean nothing to a run.
    }
  }

  readonly fail = (error: unknown): void => {
    this.subscriber.error(this.finishers.concealPrompt(error));
  };

  readonly end = (): void => {
    if (this.finished) return;
    this.fail(
      new AgentError('model-failed', 'The language model broke off its answer.', {
        code: 'upstream_incomplete',
      }),
    );
  };

  private readText({
    id,
    delta,
    providerMetadata,
  }: Extract<LanguageModelV4StreamPart, { type: 'text-delta' }>): void {
    this.answer += delta;
    if (id === this.refusalId) {
      this.subscriber.next({ type: 'refusal-delta', text: delta });
      return;
    }
    const logprobs = ofAnyProvider(providerMetadata, 'logprobs');
    if (logprobs === undefined) this.subscriber.next({ type: 'text-delta', text: delta });
    else {
      this.subscriber.next({
        type: 'text-delta',
        text: delta,
        logprobs: logprobs as unknown as TokenLogprob[],
      });
    }
  }

  private startCall(callId: string, toolName: string): void {
    this.startedCalls ??= new Set();
    this.startedCalls.add(callId);
    this.answer += toolName;
    this.subscriber.next({ type: 'tool-call-start', callId, toolName, executor: 'client' });
  }

  private endCall(callId: string, toolName: string, input: string): void {
    // Not every provider streams a call's arguments.
    if (this.startedCalls?.has(callId) !== true) {
      this.startCall(callId, toolName);
      this.answer += input;
      this.subscriber.next({ type: 'tool-call-delta', callId, argumentsDelta: input });
    }
    this.subscriber.next({ type: 'tool-call-end', callId, toolName, arguments: input, executor: 'client' });
  }

  private finish({ usage, finishReason, providerMetadata }: Finish): void {
    this.finished = true;
    const reason = toFinishReason(finishReason.unified);
    if (reason === undefined) {
      this.fail(new AgentError('model-failed', 'The language model failed in the middle of its answer.'));
      return;
    }
    const serviceTier = ofAnyProvider(providerMetadata, 'serviceTier');
    const end = (complete: Usage): void => {
      this.subscriber.next({
        type: 'run-end',
        finishReason: reason,
        usage: complete,
        ...(typeof serviceTier === 'string' && { serviceTier }),
      });
      this.subscriber.complete();
    };
    const complete = this.finishers.completeUsage(usage, this.answer);
    if (!(complete instanceof Promise)) end(complete);
    else {
      complete.then(end, this.fail);
    }
  }
}

/** Undefined for an answer that was not finished at all. */
function toFinishReason(unified: Finish['finishReason']['unified']): FinishReason | undefined {
  switch (unified) {
    case 'stop':
    case 'length':
    case 'tool-calls':
    case 'content-filter':
      return unified;
    case 'error':
    case 'interrupted':
      return undefined;
    case 'other':
      return 'other';
  }
}

/** A field of the metadata of whichever provider made the part: each puts it under a key of its own. */
function ofAnyProvider(metadata: SharedV4ProviderMetadata | undefined, field: string): JSONObject[string] {
  if (metadata === undefined) return undefined;
  for (const own of Object.values(metadata)) if (own[field] !== undefined) return own[field];
  return undefined;
}

import type {
  LanguageModelV4CallOptions,
  LanguageModelV4Message,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider';
import { Observable, type Observer, type Subscriber, type Subscription } from 'rxjs';
import { AgentError } from '../agent-error.js';
import type { AgentEvent, FinishReason, RunLimit, ToolExecutor } from '../agent-event.js';
import type { AgentRequest, ConversationMessage } from '../agent-request.js';
import { isContextLengthError } from '../compaction/context-length-error.js';
import type { CompactedPrompt } from '../compaction/prompt-compactor.js';
import { completeUsage } from '../complete-usage.js';
import type { RunContext } from '../run-context.js';
import type { RunLimits } from '../run-limits.js';
import type { ToolResult } from '../tools/tool.js';
import { errorResult } from '../tools/tool-result.js';
import { addUsage, NO_USAGE, type Usage } from '../usage.js';
import type { InterruptedRuns } from './interrupted-runs.js';
import { type AgentTools, NONE_OFFERED, type OfferedTools } from './offered-tools.js';
import { toAssistantMessage, toToolMessage } from './step-messages.js';
import { type StepOutcome, StepReader, type ToolCall, writtenText } from './step-reader.js';
import { NO_TOOLS, toolsOfStep } from './tool-choice.js';
import { isToolsRefusal, mayBeOfRequest } from '../tools-refusal.js';
import { ToolRunner } from './tool-runner.js';

/** What one run consists of. */
export interface AgentRunSpec {
  readonly request: AgentRequest;
  /** The conversation as the client sent it. */
  readonly asked: readonly ConversationMessage[];
  readonly context: RunContext;
  /** What the first step asks the model, but for tools. The run owns the prompt, and adds what each step says and does. */
  readonly options: LanguageModelV4CallOptions;
  readonly tools: AgentTools;
  readonly limits: RunLimits;
  readonly interruptedRuns: InterruptedRuns;
  /** Whether every call is answered by the same model: with several, what one of them refuses another may take. */
  readonly hasOneModel: boolean;
  /** Makes what is asked fit the model's window; undefined where it does. Forced after the model has refused it. */
  compact(options: LanguageModelV4CallOptions, force: boolean): Observable<CompactedPrompt> | undefined;
  /** One call of the model. Cold; unsubscribing aborts it. */
  callModel(options: LanguageModelV4CallOptions): Observable<LanguageModelV4StreamPart>;
  /** What the run errors with, for what went wrong. */
  toRunError(error: unknown): unknown;
}

/**
 * One run of an agent: the model is called, the tools that it asks for are run, the model reads their results, and so
 * on until it answers, asks for a tool of the client, or has reached a limit. Cold; unsubscribing aborts the model
 * call and every tool that is running.
 */
export function runAgent(spec: AgentRunSpec): Observable<AgentEvent> {
  return new Observable((events) => {
    const run = new AgentRun(events, spec);
    run.callModel();
    return () => {
      run.stop();
    };
  });
}

/** What the model reads when it may call no more tools. */
const LAST_CALL =
  '[The limit of this run is reached: no more tools can be called. Answer now with what you have, and say what is missing.]';

const NOT_RUN = errorResult('The tool was not run: the answer had ended.');

class AgentRun {
  private readonly startedAt = performance.now();
  private readonly usedCallIds = new Set<string>();
  /** What the run itself has added to the conversation. */
  private readonly ownMessages: ConversationMessage[] = [];
  /** What the next step asks: the run's own array, which grows with each step. */
  private prompt: LanguageModelV4Message[];
  private readonly timer: NodeJS.Timeout;
  private modelCall: Subscription | undefined;
  /** Whoever reads what the model is answering; absent while it is not. */
  private answering:
    { readonly reader: StepReader; readonly options: LanguageModelV4CallOptions } | undefined;
  private tools: ToolRunner | undefined;
  private step = 0;
  /** Negative once a call has been refused. */
  private toolCallsLeft: number;
  private limit: RunLimit | undefined;
  private forcedToShorten = false;
  /** What the model said when it refused tools; there are none for the rest of the run then. */
  private toolsRefusal: string | undefined;
  /** What the model could choose from in this step: a tool may go, or get another name, before it is called. */
  private offered: OfferedTools = NONE_OFFERED;
  private usage = NO_USAGE;
  private serviceTier: string | undefined;

  constructor(
    private readonly events: Subscriber<AgentEvent>,
    private readonly spec: AgentRunSpec,
  ) {
    this.prompt = spec.options.prompt;
    this.timer = setTimeout(this.cutOff, spec.limits.runTimeoutMs).unref();
    this.toolCallsLeft = spec.request.maxToolCalls ?? Infinity;
  }

  /** Begins the next step, or repeats one that the model has refused for its length with a shorter prompt. */
  callModel(refusal?: unknown): void {
    try {
      const { request, tools } = this.spec;
      this.offered = this.toolsRefusal === undefined ? tools.current : NONE_OFFERED;
      const stepTools = this.limit === undefined ? toolsOfStep(request, this.offered, this.step) : NO_TOOLS;
      const options = { ...this.spec.options, ...stepTools, prompt: this.prompt };
      const compaction = this.spec.compact(options, refusal !== undefined);
      if (compaction === undefined) this.ask(options);
      else this.modelCall = compaction.subscribe(this.askWithin(options, refusal));
    } catch (error) {
      this.fail(error);
    }
  }

  /** Asks with a prompt that was made to fit; what the model says of one that cannot be made to is said best by it. */
  private askWithin(
    options: LanguageModelV4CallOptions,
    refusal: unknown,
  ): Partial<Observer<CompactedPrompt>> {
    return {
      next: ({ prompt, changed, usage }) => {
        this.usage = addUsage(this.usage, usage);
        if (refusal !== undefined && !changed) {
          this.fail(refusal);
          return;
        }
        this.prompt = [...prompt];
        this.ask({ ...options, prompt: this.prompt });
      },
      error: (error: unknown) => {
        this.fail(refusal ?? error);
      },
    };
  }

  private ask(options: LanguageModelV4CallOptions): void {
    const reader = new StepReader(this.events, {
      executorOf: this.executorOf,
      usedCallIds: this.usedCallIds,
      onFinish: (outcome) => {
        this.answering = undefined;
        this.readUsage(outcome, options);
      },
      onError: (error) => {
        this.answering = undefined;
        this.failModelCall(error, options);
      },
    });
    this.answering = { reader, options };
    const call = this.spec.callModel(options).subscribe(reader);
    // A call that failed while being subscribed to may have put another in its place.
    if (!call.closed) this.modelCall = call;
  }

  /** The time of the run is up. Tools have their own timers, and the last call of the model is what the limit allows. */
  private readonly cutOff = (): void => {
    const { answering } = this;
    if (answering === undefined || this.limit !== undefined) return;
    this.answering = undefined;
    this.modelCall?.unsubscribe();
    this.limit = 'time';
    const outcome = answering.reader.cutOff();
    if (outcome.blocks.length > 0) this.readUsage(outcome, answering.options);
    else
      this.fail(
        new AgentError(
          'model-timeout',
          `The agent did not answer within ${this.spec.limits.runTimeoutMs / 1000} s.`,
        ),
      );
  };

  stop(): void {
    clearTimeout(this.timer);
    this.modelCall?.unsubscribe();
    this.tools?.abort();
  }

  private readonly fail = (error: unknown): void => {
    this.events.error(this.spec.toRunError(error));
  };

  /**
   * A model that cannot use tools is asked again without them, unless the client's own are among them; one that finds
   * the prompt too long is asked once more with a shorter one.
   */
  private failModelCall(error: unknown, { tools }: LanguageModelV4CallOptions): void {
    const canDoWithout = tools !== undefined && (this.spec.request.tools?.length ?? 0) === 0;
    if (canDoWithout && isToolsRefusal(error)) {
      this.toolsRefusal = String(error);
      this.callModel();
    } else if (!this.forcedToShorten && isContextLengthError(error)) {
      this.forcedToShorten = true;
      this.callModel(error);
    } else this.fail(error);
  }

  /** Only an answer without tools shows that it was the tools that the model could not do with. */
  private followRefusal(): void {
    const { request, tools } = this.spec;
    if (this.toolsRefusal !== undefined && this.spec.hasOneModel && !mayBeOfRequest(request))
      tools.withdraw(this.toolsRefusal);
  }

  private readonly executorOf = (toolName: string): ToolExecutor =>
    this.spec.request.tools?.some(({ name }) => name === toolName) === true ? 'client' : 'agent';

  private readUsage(outcome: StepOutcome, options: LanguageModelV4CallOptions): void {
    const usage = completeUsage(outcome.usage, options, writtenText(outcome));
    if (usage instanceof Promise) usage.then((known) => this.endModelCall(outcome, known)).catch(this.fail);
    else this.endModelCall(outcome, usage);
  }

  private endModelCall(outcome: StepOutcome, usage: Usage): void {
    this.usage = addUsage(this.usage, usage);
    this.serviceTier ??= outcome.serviceTier;
    this.followRefusal();
    const calls = outcome.calls.filter(({ executor }) => executor === 'agent');
    if (calls.length > 0 && this.limit === undefined && mayCallTools(outcome.finishReason)) {
      this.runTools(calls)
        .then((results) => {
          if (!this.events.closed) this.goOn(outcome, usage, calls, results);
        })
        .catch(this.fail);
      return;
    }
    for (const call of calls) this.tellResult(call, NOT_RUN, 0);
    this.endStep(outcome.finishReason, usage);
    if (hasClientCall(outcome)) this.rememberUnlessPlain(outcome, calls);
    this.end(finishReasonOf(outcome, this.limit));
  }

  /** Tools have run: the model reads their results, unless the client has calls of its own to answer first. */
  private goOn(
    outcome: StepOutcome,
    usage: Usage,
    calls: readonly ToolCall[],
    results: readonly ToolResult[],
  ): void {
    this.endStep(outcome.finishReason, usage);
    this.step += 1;
    this.limit = this.reachedLimit();
    const isOver = hasClientCall(outcome);
    // The run that goes on after the client has limits of its own.
    const told = this.limit === undefined || isOver ? results : withNote(results, LAST_CALL);
    this.addMessages(toAssistantMessage(outcome), toToolMessage(calls, told));
    if (isOver) {
      this.remember(outcome);
      this.end('tool-calls');
    } else this.callModel();
  }

  private async runTools(calls: readonly ToolCall[]): Promise<ToolResult[]> {
    if (this.spec.request.parallelToolCalls !== false)
      return Promise.all(calls.map((call) => this.runTool(call)));
    const results: ToolResult[] = [];
    for (const call of calls) results.push(await this.runTool(call));
    return results;
  }

  private async runTool(call: ToolCall): Promise<ToolResult> {
    this.toolCallsLeft -= 1;
    if (this.toolCallsLeft < 0) {
      const refused = errorResult('The tool was not run: this run may call no more tools.');
      this.tellResult(call, refused, 0);
      return refused;
    }
    const { limits } = this.spec;
    const startedAt = performance.now();
    const timeoutMs = Math.min(limits.toolTimeoutMs, Math.max(1, this.remainingMs()));
    const tool = this.offered.byName.get(call.toolName);
    const result = await this.toolRunner().execute(call, tool, timeoutMs);
    this.tellResult(call, result, performance.now() - startedAt);
    return result;
  }

  private toolRunner(): ToolRunner {
    const { context, request, limits } = this.spec;
    const { owner, user, session, requestId: runId } = context;
    this.tools ??= new ToolRunner(
      { owner, user, session, runId, agentId: request.agentId },
      limits,
      ({ callId, toolName }, message) => {
        this.events.next({ type: 'tool-progress', callId, toolName, message });
      },
    );
    return this.tools;
  }

  private tellResult({ callId, toolName }: ToolCall, result: ToolResult, durationMs: number): void {
    this.events.next({ type: 'tool-result', callId, toolName, result, durationMs });
  }

  private remainingMs(): number {
    return Math.ceil(this.startedAt + this.spec.limits.runTimeoutMs - performance.now());
  }

  private reachedLimit(): RunLimit | undefined {
    // What uses up its calls and then asks for none has come to its own end.
    if (this.toolCallsLeft < 0) return 'tool-calls';
    if (this.step >= this.spec.limits.maxSteps) return 'steps';
    // A timer may fire a little early.
    return this.remainingMs() <= 1 ? 'time' : undefined;
  }

  /** What the client will not send back although the model needs it to go on. */
  private remember(outcome: StepOutcome): void {
    const { asked, context, interruptedRuns } = this.spec;
    const callIds = outcome.calls.flatMap(({ executor, callId }) => (executor === 'client' ? [callId] : []));
    interruptedRuns.remember(context.owner, asked, callIds, this.ownMessages);
  }

  private addMessages(...messages: ConversationMessage[]): void {
    this.ownMessages.push(...messages);
    this.prompt.push(...messages);
  }

  /** A first step of nothing but text and calls for the client is in what the client sends back. */
  private rememberUnlessPlain(outcome: StepOutcome, notRun: readonly ToolCall[]): void {
    const isPlain =
      this.step === 0 && outcome.blocks.every(({ providerOptions }) => providerOptions === undefined);
    if (isPlain) return;
    this.addMessages(toAssistantMessage(outcome));
    // Models refuse a history in which a call has no result.
    if (notRun.length > 0)
      this.addMessages(
        toToolMessage(
          notRun,
          notRun.map(() => NOT_RUN),
        ),
      );
    this.remember(outcome);
  }

  private endStep(finishReason: FinishReason, usage: Usage): void {
    this.events.next({ type: 'step-end', step: this.step, finishReason, usage });
  }

  private end(finishReason: FinishReason): void {
    const { usage, serviceTier, limit } = this;
    this.events.next({
      type: 'run-end',
      finishReason,
      usage,
      ...(serviceTier !== undefined && { serviceTier }),
      ...(limit !== undefined && { limit }),
    });
    this.events.complete();
  }
}

/** An answer that was cut off may have been cut off in the middle of a call. */
function mayCallTools(reason: FinishReason): boolean {
  return reason !== 'length' && reason !== 'content-filter';
}

function hasClientCall({ calls }: StepOutcome): boolean {
  return calls.some(({ executor }) => executor === 'client');
}

/** A run that a limit has ended has not come to its own end, even if its last answer has. */
function finishReasonOf(outcome: StepOutcome, limit: RunLimit | undefined): FinishReason {
  const { finishReason } = outcome;
  if (!mayCallTools(finishReason)) return finishReason;
  if (hasClientCall(outcome)) return 'tool-calls';
  if (limit !== undefined) return 'length';
  return finishReason === 'tool-calls' ? 'stop' : finishReason;
}

/** The results with a note behind the last one. */
function withNote(results: readonly ToolResult[], note: string): ToolResult[] {
  return results.map((result, index) =>
    index < results.length - 1
      ? result
      : { ...result, content: [...result.content, { type: 'text', text: note }] },
  );
}

import { Inject, Injectable } from '@nestjs/common';
import {
  concat,
  concatMap,
  defer,
  from,
  ignoreElements,
  map,
  mergeMap,
  type Observable,
  toArray,
} from 'rxjs';
import type { AgentEvent } from '../agent/agent-event.js';
import type { AgentRequest } from '../agent/agent-request.js';
import { AgentService } from '../agent/agent-service.js';
import type { RunContext } from '../agent/run-context.js';
import type { FrontEnd } from '../front-ends/front-end.js';
import { BackgroundTasks } from '../front-ends/tasks/background-tasks.js';
import type { ToolActivityFormat } from '../front-ends/tool-activity/tool-activity.js';
import { resolveModel } from '../openai/resolve-model.js';
import { PACKAGE_VERSION } from '../package-version.js';
import { toAgentRequest } from './agent-request.mapper.js';
import { toChatCompletion } from './chat-completion.mapper.js';
import { type CompletionHead, newCompletionHead } from './completion-head.js';
import type { ChatCompletionDto } from './dto/chat-completion.dto.js';
import type { CreateChatCompletionDto } from './dto/create-chat-completion.dto.js';
import { CompletionRecorder } from './stored/completion-recorder.js';
import { RUNS_AT_ONCE } from './runs-at-once.js';
import { toChatCompletionChunks } from './to-chat-completion-chunks.js';

/** Who asks for a completion, and through which front end. */
export interface ChatContext extends RunContext {
  readonly frontEnd: FrontEnd;
}

/** What answers a request: a run for each choice. */
interface Answer {
  readonly head: CompletionHead;
  readonly runs: Observable<AgentEvent>[];
  /** Whether the completion is stored. */
  readonly isKept: boolean;
}

/** Answers chat completion requests with runs of an agent, one run for each choice. */
@Injectable()
export class ChatCompletionsService {
  constructor(
    @Inject(AgentService) private readonly agent: AgentService,
    @Inject(CompletionRecorder) private readonly recorder: CompletionRecorder,
    @Inject(BackgroundTasks) private readonly tasks: BackgroundTasks,
  ) {}

  /** The whole answer, as one value, once it is kept where it is to be. Throws a 404 for an unknown model; unsubscribing aborts every run. */
  create(body: CreateChatCompletionDto, context: ChatContext): Observable<ChatCompletionDto> {
    const { head, runs, isKept } = this.answerTo(body, context);
    const completion = from(runs).pipe(
      mergeMap(
        (run, index) =>
          run.pipe(
            toArray(),
            map((events) => ({ index, events })),
          ),
        RUNS_AT_ONCE,
      ),
      toArray(),
      map((choices) => choices.sort((first, second) => first.index - second.index)),
      map((choices) =>
        toChatCompletion(
          head,
          choices.map(({ events }) => events),
        ),
      ),
    );
    if (!isKept) return completion;
    return completion.pipe(
      concatMap(async (whole) => {
        await this.recorder.record(context.owner, body, whole);
        return whole;
      }),
    );
  }

  /**
   * The answer as SSE frames, with what the agent's tools do in the form that the client is shown it in. Throws a 404
   * for an unknown model; unsubscribing aborts every run.
   */
  stream(
    body: CreateChatCompletionDto,
    context: ChatContext,
    toolActivity?: ToolActivityFormat,
  ): Observable<string> {
    const { head, runs, isKept } = this.answerTo(body, context);
    const options = {
      includeUsage: body.stream_options?.include_usage === true,
      includeObfuscation: body.stream_options?.include_obfuscation === true,
      toolActivity,
    };
    if (!isKept) return toChatCompletionChunks(head, runs, options);
    const recorded = this.recorder.listen(context.owner, body, head, runs);
    return concat(
      toChatCompletionChunks(head, recorded.runs, options),
      defer(recorded.kept).pipe(ignoreElements()),
    );
  }

  private answerTo(body: CreateChatCompletionDto, { frontEnd, ...context }: ChatContext): Answer {
    const agents = this.agent.listAgents();
    const known = agents.find(({ id }) => id === body.model);
    const request = toAgentRequest(body, (known ?? agents[0])?.id ?? '');
    const task = this.tasks.answer({ frontEnd, request, streamed: body.stream === true }, context);
    // Some front ends ask for titles under the name of a model that they take to be everywhere.
    const model = task === undefined ? resolveModel(body.model, agents).id : (body.model ?? request.agentId);
    const head = newCompletionHead(model, PACKAGE_VERSION);
    if (task !== undefined) return { head, runs: [task], isKept: false };
    const runs = Array.from({ length: body.n ?? 1 }, (_, index) =>
      this.agent.run(forChoice(request, index), context),
    );
    return { head, runs, isKept: body.store === true };
  }
}

/** The request for one of several choices: a fixed seed would make all of them the same. */
function forChoice(request: AgentRequest, index: number): AgentRequest {
  const { seed } = request.settings;
  if (index === 0 || seed === undefined) return request;
  return { ...request, settings: { ...request.settings, seed: seed + index } };
}

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
import type { ToolActivityFormat } from '../front-ends/tool-activity/tool-activity.js';
import { resolveModel } from '../openai/resolve-model.js';
import { PACKAGE_VERSION } from '../package-version.js';
import { toAgentRequest } from './agent-request.mapper.js';
import { toChatCompletion } from './chat-completion.mapper.js';
import { newCompletionHead } from './completion-head.js';
import type { ChatCompletionDto } from './dto/chat-completion.dto.js';
import type { CreateChatCompletionDto } from './dto/create-chat-completion.dto.js';
import { CompletionRecorder } from './stored/completion-recorder.js';
import { RUNS_AT_ONCE } from './runs-at-once.js';
import { toChatCompletionChunks } from './to-chat-completion-chunks.js';

/** Answers chat completion requests with runs of an agent, one run for each choice. */
@Injectable()
export class ChatCompletionsService {
  constructor(
    @Inject(AgentService) private readonly agent: AgentService,
    @Inject(CompletionRecorder) private readonly recorder: CompletionRecorder,
  ) {}

  /** The whole answer, as one value, once it is kept where it is to be. Throws a 404 for an unknown model; unsubscribing aborts every run. */
  create(body: CreateChatCompletionDto, context: RunContext): Observable<ChatCompletionDto> {
    const agentId = resolveModel(body.model, this.agent.listAgents()).id;
    const head = newCompletionHead(agentId, PACKAGE_VERSION);
    const completion = from(this.runsOf(body, agentId, context)).pipe(
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
    if (body.store !== true) return completion;
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
    context: RunContext,
    toolActivity?: ToolActivityFormat,
  ): Observable<string> {
    const agentId = resolveModel(body.model, this.agent.listAgents()).id;
    const head = newCompletionHead(agentId, PACKAGE_VERSION);
    const runs = this.runsOf(body, agentId, context);
    const options = {
      includeUsage: body.stream_options?.include_usage === true,
      includeObfuscation: body.stream_options?.include_obfuscation === true,
      toolActivity,
    };
    if (body.store !== true) return toChatCompletionChunks(head, runs, options);
    const recorded = this.recorder.listen(context.owner, body, head, runs);
    return concat(
      toChatCompletionChunks(head, recorded.runs, options),
      defer(recorded.kept).pipe(ignoreElements()),
    );
  }

  private runsOf(
    body: CreateChatCompletionDto,
    agentId: string,
    context: RunContext,
  ): Observable<AgentEvent>[] {
    const request = toAgentRequest(body, agentId);
    return Array.from({ length: body.n ?? 1 }, (_, index) =>
      this.agent.run(forChoice(request, index), context),
    );
  }
}

/** The request for one of several choices: a fixed seed would make all of them the same. */
function forChoice(request: AgentRequest, index: number): AgentRequest {
  const { seed } = request.settings;
  if (index === 0 || seed === undefined) return request;
  return { ...request, settings: { ...request.settings, seed: seed + index } };
}

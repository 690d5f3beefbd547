import { Inject, Injectable } from '@nestjs/common';
import { from, map, mergeMap, type Observable, toArray } from 'rxjs';
import type { AgentEvent } from '../agent/agent-event.js';
import type { AgentRequest } from '../agent/agent-request.js';
import { AgentService } from '../agent/agent-service.js';
import type { RunContext } from '../agent/run-context.js';
import { resolveModel } from '../openai/resolve-model.js';
import { PACKAGE_VERSION } from '../package-version.js';
import { toAgentRequest } from './agent-request.mapper.js';
import { toChatCompletion } from './chat-completion.mapper.js';
import { newCompletionHead } from './completion-head.js';
import type { ChatCompletionDto } from './dto/chat-completion.dto.js';
import type { CreateChatCompletionDto } from './dto/create-chat-completion.dto.js';
import { RUNS_AT_ONCE } from './runs-at-once.js';
import { toChatCompletionChunks } from './to-chat-completion-chunks.js';

/** Answers chat completion requests with runs of an agent, one run for each choice. */
@Injectable()
export class ChatCompletionsService {
  constructor(@Inject(AgentService) private readonly agent: AgentService) {}

  /** The whole answer, as one value. Throws a 404 for an unknown model; unsubscribing aborts every run. */
  create(body: CreateChatCompletionDto, context: RunContext): Observable<ChatCompletionDto> {
    const agentId = resolveModel(body.model, this.agent.listAgents()).id;
    const head = newCompletionHead(agentId, PACKAGE_VERSION);
    return from(this.runsOf(body, agentId, context)).pipe(
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
  }

  /** The answer as SSE frames. Throws a 404 for an unknown model; unsubscribing aborts every run. */
  stream(body: CreateChatCompletionDto, context: RunContext): Observable<string> {
    const agentId = resolveModel(body.model, this.agent.listAgents()).id;
    const runs = this.runsOf(body, agentId, context);
    return toChatCompletionChunks(newCompletionHead(agentId, PACKAGE_VERSION), runs, {
      includeUsage: body.stream_options?.include_usage === true,
      includeObfuscation: body.stream_options?.include_obfuscation === true,
    });
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

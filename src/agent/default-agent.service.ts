import type { LanguageModelV4 } from '@ai-sdk/provider';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { defer, from, mergeMap, type Observable } from 'rxjs';
import { ActiveRuns } from './active-runs.js';
import { isSource } from './agent-definition.js';
import { AgentError } from './agent-error.js';
import type { AgentEvent } from './agent-event.js';
import { type AgentModuleOptions, DEFAULT_CALL_LIMITS } from './agent-module.options.js';
import { AGENT_MODULE_OPTIONS } from './agent.module-definition.js';
import type { AgentRequest } from './agent-request.js';
import { type AgentDescription, AgentService } from './agent-service.js';
import { toCallOptions } from './call-options.mapper.js';
import { ConfiguredAgent } from './configured-agent.js';
import { runAgent } from './loop/agent-run.js';
import { type CallLimits, callLanguageModel } from './language-models/call-language-model.js';
import { withoutPrompt } from './prompt/prompt-confidentiality.js';
import type { RunContext } from './run-context.js';

const DEFAULT_SHUTDOWN_GRACE_MS = 5_000;

/** Answers with the agents of the module's options. */
@Injectable()
export class DefaultAgentService extends AgentService implements BeforeApplicationShutdown {
  private readonly agents: ReadonlyMap<string, ConfiguredAgent>;
  private readonly descriptions: readonly AgentDescription[];
  private readonly callLimits: CallLimits;
  private readonly activeRuns = new ActiveRuns();

  constructor(@Inject(AGENT_MODULE_OPTIONS) private readonly options: AgentModuleOptions) {
    super();
    const createdAt = Math.floor(Date.now() / 1000);
    this.agents = new Map(
      options.agents.map((agent) => [agent.id, new ConfiguredAgent(agent, options.runLimits, [])]),
    );
    if (this.agents.size === 0) throw new Error('AgentModule needs at least one agent in its options.');
    if (this.agents.size < options.agents.length)
      throw new Error('Two agents of AgentModule have the same id.');
    this.descriptions = options.agents.map(({ id, description }) => ({
      id,
      createdAt,
      ...(description !== undefined && { description }),
    }));
    this.callLimits = { ...DEFAULT_CALL_LIMITS, ...options.limits };
  }

  listAgents(): readonly AgentDescription[] {
    return this.descriptions;
  }

  run(request: AgentRequest, context: RunContext): Observable<AgentEvent> {
    return defer(() => {
      const agent = this.agentOf(request.agentId);
      const model = isSource(agent.model) ? agent.model.get() : agent.model;
      if (!(model instanceof Promise)) return this.answer(agent, model, request, context);
      return from(model).pipe(mergeMap((known) => this.answer(agent, known, request, context)));
    }).pipe(this.activeRuns.track());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.activeRuns.stop(this.options.shutdownGraceMs ?? DEFAULT_SHUTDOWN_GRACE_MS);
  }

  private answer(
    agent: ConfiguredAgent,
    model: LanguageModelV4,
    asked: AgentRequest,
    context: RunContext,
  ): Observable<AgentEvent> {
    const { prompt, interruptedRuns } = agent;
    const { owner, incremental, flow } = context;
    const request = {
      ...asked,
      messages: asked.hasOwnSteps === true ? asked.messages : interruptedRuns.restore(owner, asked.messages),
      settings: { ...agent.settings, ...asked.settings },
    };
    const delivery = { incremental, flow };
    return runAgent({
      request,
      context,
      options: toCallOptions(prompt, request),
      tools: agent.tools,
      limits: agent.limits,
      interruptedRuns,
      callModel: (options) => callLanguageModel(model, options, delivery, this.callLimits),
      toRunError: (error) => withoutPrompt(error, prompt),
    });
  }

  private agentOf(id: string): ConfiguredAgent {
    const agent = this.agents.get(id);
    if (agent !== undefined) return agent;
    const available = [...this.agents.keys()].join(', ');
    throw new AgentError('agent-not-found', `The model '${id}' does not exist. Available: ${available}.`, {
      param: 'model',
    });
  }
}

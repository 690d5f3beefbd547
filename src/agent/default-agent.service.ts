import type { LanguageModelV4CallOptions, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  Optional,
} from '@nestjs/common';
import { defer, type Observable } from 'rxjs';
import { ActiveRuns } from './active-runs.js';
import { AgentError } from './agent-error.js';
import type { AgentEvent } from './agent-event.js';
import type { AgentDefinition } from './agent-definition.js';
import { type AgentModuleOptions, DEFAULT_CALL_LIMITS } from './agent-module.options.js';
import { AGENT_MODULE_OPTIONS } from './agent.module-definition.js';
import type { AgentRequest } from './agent-request.js';
import {
  type AgentDescription,
  type AgentEquipment,
  AgentService,
  type ConversationSummary,
} from './agent-service.js';
import { toCallOptions } from './call-options.mapper.js';
import { PromptCompactor } from './compaction/prompt-compactor.js';
import { reservedTokens } from './compaction/prompt-size.js';
import { summariseConversation } from './compaction/summarise-conversation.js';
import { ConfiguredAgent } from './configured-agent.js';
import { runAgent } from './loop/agent-run.js';
import {
  type CallDelivery,
  type CallLimits,
  callLanguageModel,
} from './language-models/call-language-model.js';
import { McpServers } from './tools/mcp/mcp-servers.js';
import { ProviderTools } from './tools/provider-tools/provider-tools.js';
import type { Toolset } from './tools/tool.js';
import { callWithFallback } from './language-models/fallback.js';
import { withoutPrompt } from './prompt/prompt-confidentiality.js';
import type { RunContext } from './run-context.js';

/** How an answer is wanted that nobody reads as it comes. */
const WHOLE = { incremental: false, flow: undefined };
const DEFAULT_SHUTDOWN_GRACE_MS = 5_000;

/** Answers with the agents of the module's options. */
@Injectable()
export class DefaultAgentService
  extends AgentService
  implements OnApplicationBootstrap, BeforeApplicationShutdown
{
  private readonly agents: ReadonlyMap<string, ConfiguredAgent>;
  /** What the models of the agents answer by themselves. */
  private readonly bareAgents: ReadonlyMap<string, ConfiguredAgent>;
  private readonly taskAgent: ConfiguredAgent | undefined;
  private readonly descriptions: readonly AgentDescription[];
  private readonly callLimits: CallLimits;
  private readonly compactor = new PromptCompactor();
  private readonly activeRuns = new ActiveRuns();

  constructor(
    @Inject(AGENT_MODULE_OPTIONS) private readonly options: AgentModuleOptions,
    @Optional() @Inject(ProviderTools) providerTools?: Toolset,
    @Optional() @Inject(McpServers) mcpServers?: McpServers,
  ) {
    super();
    const createdAt = Math.floor(Date.now() / 1000);
    this.agents = new Map(
      options.agents.map((agent) => [
        agent.id,
        new ConfiguredAgent(agent, options.runLimits, { providerTools, mcpServers }),
      ]),
    );
    if (this.agents.size === 0) throw new Error('AgentModule needs at least one agent in its options.');
    if (this.agents.size < options.agents.length)
      throw new Error('Two agents of AgentModule have the same id.');
    this.descriptions = options.agents.map(({ id, description }) => ({
      id,
      createdAt,
      ...(description !== undefined && { description }),
    }));
    const { taskModel } = options;
    this.bareAgents = new Map(options.agents.map((agent) => [agent.id, bareAgent(agent, options)]));
    this.taskAgent = taskModel && bareAgent({ id: 'task-model', model: taskModel }, options);
    this.callLimits = { ...DEFAULT_CALL_LIMITS, ...options.limits };
  }

  /** Fails the start where the tools of an agent contradict each other. */
  onApplicationBootstrap(): void {
    for (const agent of this.agents.values()) agent.checkTools();
  }

  listAgents(): readonly AgentDescription[] {
    return this.descriptions;
  }

  override equipmentOf(agentId: string): AgentEquipment {
    return this.agentOf(agentId).equipment;
  }

  run(request: AgentRequest, context: RunContext): Observable<AgentEvent> {
    return defer(() => this.answer(this.agentOf(request.agentId), request, context)).pipe(
      this.activeRuns.track(),
    );
  }

  override askModel(request: AgentRequest, context: RunContext): Observable<AgentEvent> | undefined {
    const agent = this.bareAgents.get(request.agentId);
    return agent && defer(() => this.answer(agent, request, context)).pipe(this.activeRuns.track());
  }

  override askTaskModel(request: AgentRequest, context: RunContext): Observable<AgentEvent> | undefined {
    const agent = this.taskAgent;
    return agent && defer(() => this.answer(agent, request, context)).pipe(this.activeRuns.track());
  }

  override summarise(request: AgentRequest, _context: RunContext): Observable<ConversationSummary> {
    return defer(() => {
      const agent = this.agentOf(request.agentId);
      const call = this.callsOf(agent);
      return summariseConversation(request, agent.contextTokens, (summary) => call(summary, WHOLE));
    }).pipe(this.activeRuns.track());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.activeRuns.stop(this.options.shutdownGraceMs ?? DEFAULT_SHUTDOWN_GRACE_MS);
  }

  private answer(agent: ConfiguredAgent, asked: AgentRequest, context: RunContext): Observable<AgentEvent> {
    const { prompt, interruptedRuns, contextTokens } = agent;
    const { owner, incremental, flow } = context;
    const request = {
      ...asked,
      messages: asked.hasOwnSteps === true ? asked.messages : interruptedRuns.restore(owner, asked.messages),
      settings: { ...agent.settings, ...asked.settings },
    };
    const call = this.callsOf(agent);
    return runAgent({
      request,
      asked: asked.messages,
      context,
      options: toCallOptions(prompt, request),
      tools: agent.tools,
      limits: agent.limits,
      interruptedRuns,
      hasOneModel: agent.models.length === 1,
      compact: (options, force) =>
        this.compactor.compact(options.prompt, {
          owner,
          contextTokens,
          reservedTokens: contextTokens === undefined ? 0 : reservedTokens(options, contextTokens),
          summarise: (summary) => call(summary, WHOLE),
          force,
        }),
      callModel: (options) => call(options, { incremental, flow }),
      toRunError: (error) => withoutPrompt(error, prompt),
    });
  }

  /** Calls the models of one run. One that has taken over keeps it: its next step would wait in vain for those before. */
  private callsOf({ models }: ConfiguredAgent) {
    let left = models;
    return (
      options: LanguageModelV4CallOptions,
      delivery: CallDelivery,
    ): Observable<LanguageModelV4StreamPart> =>
      callWithFallback(
        left,
        (model) => callLanguageModel(model, options, delivery, this.callLimits),
        (remaining) => {
          left = remaining;
        },
      );
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

/** An agent that is nothing but its models. */
function bareAgent(
  { id, model, fallbackModels, settings, contextTokens }: AgentDefinition,
  { runLimits }: AgentModuleOptions,
): ConfiguredAgent {
  const definition = {
    id,
    model,
    prompt: '',
    // Whatever the model calls there is not: it may think better of it once.
    limits: { maxSteps: 1 },
    ...(fallbackModels !== undefined && { fallbackModels }),
    ...(settings !== undefined && { settings }),
    ...(contextTokens !== undefined && { contextTokens }),
  };
  return new ConfiguredAgent(definition, runLimits, { providerTools: undefined, mcpServers: undefined });
}

import type { JSONSchema7, LanguageModelV4CallOptions, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { from, Observable, throwError } from 'rxjs';
import { expect } from '@jest/globals';
import type { AgentEvent } from '../../src/agent/agent-event.js';
import type { AgentRequest, ConversationMessage } from '../../src/agent/agent-request.js';
import { type AgentRunSpec, runAgent } from '../../src/agent/loop/agent-run.js';
import { InterruptedRuns } from '../../src/agent/loop/interrupted-runs.js';
import { AgentTools } from '../../src/agent/loop/offered-tools.js';
import { DEFAULT_RUN_LIMITS, type RunLimits } from '../../src/agent/run-limits.js';
import type { Tool, ToolResult } from '../../src/agent/tools/tool.js';
import { eventually } from './eventually.js';

export type Part = LanguageModelV4StreamPart;
export type Finish = Extract<Part, { type: 'finish' }>;

export const REQUEST: AgentRequest = { agentId: 'hermes', instructions: [], messages: [], settings: {} };
export const CONTEXT = {
  owner: 'ada',
  user: { source: 'open-webui', id: 'u-1' },
  session: { id: 'c-1' },
  requestId: 'req_1',
  incremental: true,
  flow: undefined,
};
export const QUESTION: ConversationMessage = { role: 'user', content: [{ type: 'text', text: 'Go' }] };
export const ANYTHING: JSONSchema7 = { type: 'object' };

export function finish(unified: Finish['finishReason']['unified']): Part {
  return {
    type: 'finish',
    finishReason: { unified, raw: unified },
    usage: {
      inputTokens: { total: 10, noCache: 10, cacheRead: 0, cacheWrite: 0 },
      outputTokens: { total: 5, text: 5, reasoning: 0 },
    },
  };
}

export function saying(text: string): Part[] {
  return [{ type: 'text-delta', id: 't', delta: text }, finish('stop')];
}

export function calling(...calls: readonly (readonly [name: string, input?: string, id?: string])[]): Part[] {
  return [
    ...calls.map(([toolName, input = '{}', toolCallId = `c${toolName}`]): Part => ({
      type: 'tool-call',
      toolCallId,
      toolName,
      input,
    })),
    finish('tool-calls'),
  ];
}

export function tool(name: string, execute: Tool['execute'], inputSchema = ANYTHING): Tool {
  return { name, description: `Does ${name}.`, inputSchema, execute };
}

export interface Options {
  readonly request?: Partial<AgentRequest>;
  readonly limits?: Partial<RunLimits>;
  readonly interruptedRuns?: InterruptedRuns;
  readonly messages?: readonly ConversationMessage[];
  readonly compact?: AgentRunSpec['compact'];
}

/** Runs an agent whose model answers each step with the next of these. */
export function run(
  steps: readonly (readonly Part[] | Observable<Part>)[],
  tools: readonly Tool[] = [],
  { request, limits, interruptedRuns = new InterruptedRuns(), messages = [QUESTION], compact }: Options = {},
) {
  const calls: LanguageModelV4CallOptions[] = [];
  const state = { events: [] as AgentEvent[], error: undefined as unknown, completed: false };
  const agentTools = new AgentTools(
    [{ name: 'test', tools: () => tools }],
    (sets) => new Map(sets[0]?.tools().map((one) => [one.name, one])),
  );
  const subscription = runAgent({
    request: { ...REQUEST, ...request },
    asked: messages,
    context: CONTEXT,
    options: { prompt: [...messages] },
    tools: agentTools,
    limits: { ...DEFAULT_RUN_LIMITS, ...limits },
    interruptedRuns,
    hasOneModel: true,
    compact: compact ?? (() => undefined),
    callModel: (options) => {
      const step = steps[calls.length] ?? throwError(() => new Error('not scripted'));
      calls.push({ ...options, prompt: [...options.prompt] });
      return step instanceof Observable ? step : from(step);
    },
    toRunError: (error) => error,
  }).subscribe({
    next: (event) => state.events.push(event),
    error: (error: unknown) => (state.error = error),
    complete: () => (state.completed = true),
  });
  const ended = () => eventually(() => expect(state.completed || state.error !== undefined).toBe(true));
  return Object.assign(state, { calls, tools: agentTools, subscription, ended });
}

export function resultsOf(events: readonly AgentEvent[]): Record<string, ToolResult> {
  return Object.fromEntries(
    events.flatMap((event) => (event.type === 'tool-result' ? [[event.toolName, event.result]] : [])),
  );
}

export function textOf(result: ToolResult | undefined): string {
  return result?.content.map((part) => (part.type === 'text' ? part.text : part.mediaType)).join('') ?? '';
}

import type { LanguageModelV4CallOptions, LanguageModelV4FunctionTool } from '@ai-sdk/provider';
import { AgentError } from '../agent-error.js';
import type { AgentRequest } from '../agent-request.js';
import type { OfferedTools } from './offered-tools.js';

/** What a model is told about tools in one step. */
export type StepTools = Pick<LanguageModelV4CallOptions, 'tools' | 'toolChoice'>;

/** A model that is to call no more tools. */
export const NO_TOOLS: StepTools = {};

/**
 * The tools of a step: the agent's own beside the client's, which take precedence where two have the same name.
 * Throws an `AgentError` where the choice names a tool that is neither's.
 */
export function toolsOfStep(
  { tools = [], toolChoice }: Pick<AgentRequest, 'tools' | 'toolChoice'>,
  offered: OfferedTools,
  step: number,
): StepTools {
  if (toolChoice?.type === 'none') return tools.length === 0 ? NO_TOOLS : { tools: [...tools], toolChoice };
  const all =
    tools.length === 0 ? offered.definitions : [...withoutNames(offered.definitions, tools), ...tools];
  const choice = choiceOfStep(toolChoice, tools, all, step);
  if (all.length === 0) return NO_TOOLS;
  return { tools: all as LanguageModelV4FunctionTool[], ...(choice !== undefined && { toolChoice: choice }) };
}

function withoutNames(
  own: readonly LanguageModelV4FunctionTool[],
  others: readonly LanguageModelV4FunctionTool[],
): LanguageModelV4FunctionTool[] {
  const names = new Set(others.map(({ name }) => name));
  return own.filter(({ name }) => !names.has(name));
}

/**
 * A tool is demanded until it is called: one of the agent's in the first step, and any of the client's for as long as
 * it has not been called, which ends the run.
 */
function choiceOfStep(
  choice: AgentRequest['toolChoice'],
  clientTools: readonly LanguageModelV4FunctionTool[],
  all: readonly LanguageModelV4FunctionTool[],
  step: number,
): AgentRequest['toolChoice'] {
  if (choice?.type === 'required') {
    if (step > 0 && clientTools.length === 0) return undefined;
    if (all.length > 0) return choice;
    throw new AgentError('invalid-request', 'A tool call is required, but there are no tools to call.', {
      param: 'tool_choice',
    });
  }
  if (choice?.type !== 'tool') return choice;
  if (step > 0) return undefined;
  if (all.some(({ name }) => name === choice.toolName)) return choice;
  const names = all.map(({ name }) => name).join(', ');
  throw new AgentError(
    'invalid-request',
    `There is no tool named '${choice.toolName}' to call. Available: ${names === '' ? 'none' : names}.`,
    { param: 'tool_choice' },
  );
}

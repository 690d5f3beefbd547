import type { JSONObject } from '@ai-sdk/provider';
import type { AgentRequest, GenerationSettings, ResponseFormat } from '../agent/agent-request.js';
import { functionTool, schemaFormat } from '../agent/request-parts.js';
import type { CreateResponseDto } from './dto/create-response.dto.js';
import type { TextSettingsDto } from './dto/text-settings.dto.js';
import type { FunctionToolDto } from './dto/tool.dto.js';
import type { TurnDto } from './dto/turn.dto.js';
import type { ReadItem } from './compaction/summary-item.js';
import { toConversation } from './conversation.mapper.js';

/** Fields that are about the response itself, or that become named parts of an {@link AgentRequest}. */
const INTERPRETED = new Set([
  'model',
  'input',
  'instructions',
  'previous_response_id',
  'conversation',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'text',
  'reasoning',
  'truncation',
  'stream',
  'stream_options',
  'store',
  'metadata',
  'max_output_tokens',
  'max_tool_calls',
  'temperature',
  'top_p',
  'presence_penalty',
  'frequency_penalty',
  'top_logprobs',
  'include',
  'background',
  'prompt',
  'context_management',
  'moderation',
]);
const LOGPROBS = 'message.output_text.logprobs';

/** A request for a response, and all items of its conversation, as a request to the agent `agentId`. */
export function toAgentRequest(
  body: CreateResponseDto,
  agentId: string,
  items: readonly ReadItem[],
): AgentRequest {
  return {
    ...toTurnRequest(body, agentId, items),
    settings: toSettings(body),
    ...(body.max_tool_calls != null && { maxToolCalls: body.max_tool_calls }),
    modelOptions: toModelOptions(body),
  };
}

/** What the model reads for a turn, without the settings of the answer. */
export function toTurnRequest(body: TurnDto, agentId: string, items: readonly ReadItem[]): AgentRequest {
  const { text, parallel_tool_calls: parallel } = body;
  const { instructions, messages } = toConversation(items);
  const tools = toTools(body);
  return {
    agentId,
    instructions: body.instructions == null ? instructions : [body.instructions, ...instructions],
    messages,
    // What the agent did in earlier turns is among the items.
    hasOwnSteps: true,
    settings: {},
    ...toResponseFormat(text),
    ...(tools.length > 0 && { tools: tools.map(functionTool) }),
    ...toToolChoice(body),
    ...(parallel != null && { parallelToolCalls: parallel }),
  };
}

function toSettings(body: CreateResponseDto): GenerationSettings {
  const { max_output_tokens, temperature, top_p, presence_penalty, frequency_penalty, reasoning } = body;
  return {
    ...(max_output_tokens != null && { maxOutputTokens: max_output_tokens }),
    ...(temperature != null && { temperature }),
    ...(top_p != null && { topP: top_p }),
    ...(presence_penalty != null && { presencePenalty: presence_penalty }),
    ...(frequency_penalty != null && { frequencyPenalty: frequency_penalty }),
    ...(reasoning?.effort != null && { reasoningEffort: reasoning.effort }),
  };
}

function toResponseFormat(text: TextSettingsDto | null | undefined): { responseFormat?: ResponseFormat } {
  const format = text?.format;
  if (format == null || format.type === 'text') return {};
  if (format.type === 'json_object') return { responseFormat: { type: 'json' } };
  return { responseFormat: schemaFormat(format) };
}

/** The client's tools, but for those that its choice rules out. */
function toTools({ tools, tool_choice: choice }: TurnDto): FunctionToolDto[] {
  if (typeof choice !== 'object' || choice?.type !== 'allowed_tools') return tools ?? [];
  const allowed = new Set(choice.tools.map(({ name }) => name));
  return (tools ?? []).filter(({ name }) => allowed.has(name));
}

function toToolChoice({ tool_choice: choice }: TurnDto): Pick<AgentRequest, 'toolChoice'> {
  if (choice == null) return {};
  if (typeof choice === 'string') return { toolChoice: { type: choice } };
  if (choice.type === 'allowed_tools') return { toolChoice: { type: choice.mode } };
  return { toolChoice: { type: 'tool', toolName: choice.name } };
}

/** Everything that is the model's to understand, in the words of chat completions, which is what models are asked in. */
function toModelOptions(body: CreateResponseDto): JSONObject {
  const options: JSONObject = {};
  for (const [field, value] of Object.entries(body)) {
    if (value != null && !INTERPRETED.has(field)) options[field] = value as JSONObject[string];
  }
  const { text, top_logprobs: alternatives, include } = body;
  if (text?.verbosity != null) options['verbosity'] = text.verbosity;
  if (alternatives != null && alternatives > 0)
    Object.assign(options, { logprobs: true, top_logprobs: alternatives });
  else if (include?.includes(LOGPROBS) === true) options['logprobs'] = true;
  return options;
}

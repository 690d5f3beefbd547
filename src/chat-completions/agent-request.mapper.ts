import type { JSONObject } from '@ai-sdk/provider';
import type { AgentRequest, GenerationSettings, ResponseFormat } from '../agent/agent-request.js';
import { toConversation } from './conversation.mapper.js';
import { functionTool, schemaFormat } from '../agent/request-parts.js';
import type { CreateChatCompletionDto } from './dto/create-chat-completion.dto.js';
import type { ResponseFormatDto } from './dto/response-format.dto.js';

/** Fields that are about the answer's delivery, or that become named parts of an {@link AgentRequest}. */
const INTERPRETED = new Set([
  'model',
  'messages',
  'stream',
  'stream_options',
  'n',
  'temperature',
  'top_p',
  'max_tokens',
  'max_completion_tokens',
  'stop',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'response_format',
  'reasoning_effort',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'store',
  'modalities',
  'audio',
  'functions',
  'function_call',
]);

/** The body of a chat completion request as a request to the agent `agentId`. */
export function toAgentRequest(body: CreateChatCompletionDto, agentId: string): AgentRequest {
  const { response_format: format, tools, tool_choice: toolChoice, parallel_tool_calls: parallel } = body;
  return {
    agentId,
    ...toConversation(body.messages),
    settings: toSettings(body),
    ...(format != null && toResponseFormat(format)),
    ...(tools != null && tools.length > 0 && { tools: tools.map((tool) => functionTool(tool.function)) }),
    ...(toolChoice != null && { toolChoice: toToolChoice(toolChoice) }),
    ...(parallel != null && { parallelToolCalls: parallel }),
    modelOptions: toModelOptions(body),
  };
}

function toSettings(body: CreateChatCompletionDto): GenerationSettings {
  const maxOutputTokens = body.max_completion_tokens ?? body.max_tokens;
  const { temperature, top_p, presence_penalty, frequency_penalty, stop, seed, reasoning_effort } = body;
  return {
    ...(maxOutputTokens != null && { maxOutputTokens }),
    ...(temperature != null && { temperature }),
    ...(top_p != null && { topP: top_p }),
    ...(presence_penalty != null && { presencePenalty: presence_penalty }),
    ...(frequency_penalty != null && { frequencyPenalty: frequency_penalty }),
    ...(stop != null && { stopSequences: typeof stop === 'string' ? [stop] : stop }),
    ...(seed != null && { seed }),
    ...(reasoning_effort != null && { reasoningEffort: reasoning_effort }),
  };
}

function toResponseFormat(format: ResponseFormatDto): { responseFormat?: ResponseFormat } {
  if (format.type === 'text') return {};
  if (format.type === 'json_object') return { responseFormat: { type: 'json' } };
  return { responseFormat: schemaFormat(format.json_schema) };
}

function toToolChoice(
  choice: NonNullable<CreateChatCompletionDto['tool_choice']>,
): NonNullable<AgentRequest['toolChoice']> {
  return typeof choice === 'string' ? { type: choice } : { type: 'tool', toolName: choice.function.name };
}

/** Everything that is the model's to understand, under the names it was sent with. */
function toModelOptions(body: CreateChatCompletionDto): JSONObject {
  const options: JSONObject = {};
  for (const [field, value] of Object.entries(body)) {
    if (value != null && !INTERPRETED.has(field)) options[field] = value as JSONObject[string];
  }
  return options;
}

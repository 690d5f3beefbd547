import type { AgentRequest, ConversationMessage } from '../../agent/agent-request.js';
import type { RecognisedTask } from './recognise-task.js';
import type { AnswerForm } from './task-answer.js';

/** What a language model is asked for a task: what the front end asks, and no tools. */
export function toModelRequest(task: RecognisedTask, request: AgentRequest, form: AnswerForm): AgentRequest {
  const { agentId, settings, responseFormat, modelOptions } = request;
  const format =
    form.type === 'call'
      ? ({ type: 'json-schema', name: form.toolName, schema: form.schema } as const)
      : responseFormat;
  return {
    agentId,
    ...promptOf(task, request),
    settings,
    hasOwnSteps: true,
    ...(format !== undefined && { responseFormat: format }),
    ...(modelOptions !== undefined && { modelOptions }),
  };
}

/** Models answer the last message: an instruction at the end of a chat becomes one. */
function promptOf(
  { prompt }: RecognisedTask,
  { instructions, messages }: AgentRequest,
): Pick<AgentRequest, 'instructions' | 'messages'> {
  if (prompt?.place !== 'last-instruction') return { instructions, messages };
  const text = instructions.at(-1) ?? '';
  const asked: ConversationMessage = { role: 'user', content: [{ type: 'text', text }] };
  return { instructions: instructions.slice(0, -1), messages: [...messages, asked] };
}

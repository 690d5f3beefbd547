import type { AgentRequest } from '../agent/agent-request.js';
import { countPromptTokens } from '../agent/language-models/tokenizer.js';

/** How many tokens the model reads for a request, without the agent's own prompt and tools. */
export function countRequestTokens({ instructions, messages, tools = [] }: AgentRequest): Promise<number> {
  const system = instructions.map((content) => ({ role: 'system' as const, content }));
  return countPromptTokens([...system, ...messages], [...tools]);
}

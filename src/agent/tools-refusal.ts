import { AgentError } from './agent-error.js';
import type { AgentRequest } from './agent-request.js';

/** How Ollama, llama.cpp, vLLM, OpenRouter, Groq and others say that a model cannot call tools. */
const REFUSALS = [
  /does(n't| not) support (tool|function)/i,
  /support(s)? tool use/i,
  /(tool|function) ?(use|calling|calls|s)?[`'"]* (is|are) not supported/i,
  /tools param requires/i,
  /enable-auto-tool-choice/i,
];

/** Whether a model refused a request because there were tools in it. */
export function isToolsRefusal(error: unknown): boolean {
  return AgentError.isInstance(error) && REFUSALS.some((refusal) => refusal.test(error.message));
}

/**
 * Whether a model may have refused tools for what this one request asks beside them, such as
 * `parallel_tool_calls` or a JSON schema: then it says nothing about other requests.
 */
export function mayBeOfRequest(request: AgentRequest): boolean {
  const { toolChoice, parallelToolCalls, responseFormat, settings, modelOptions = {} } = request;
  return (
    [toolChoice, parallelToolCalls, responseFormat, settings.reasoningEffort].some(
      (option) => option !== undefined,
    ) || Object.keys(modelOptions).length > 0
  );
}

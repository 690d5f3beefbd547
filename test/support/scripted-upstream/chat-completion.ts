import { Buffer } from 'node:buffer';
import type { AnswerScript } from './answer-script.ts';
import { contentPieces, countTokens, toolCallId } from './script-tokens.ts';

/** What all chunks of one completion, or the completion itself, begin with. */
export interface CompletionIdentity {
  id: string;
  created: number;
  model: string;
  system_fingerprint: string;
}

/** The identity of the `serial`-th completion since the upstream started. */
export function completionIdentity(serial: number, model: string): CompletionIdentity {
  return {
    id: `chatcmpl-scripted-${serial}`,
    created: Math.floor(Date.now() / 1000),
    model,
    system_fingerprint: 'fp_scripted',
  };
}

/** The body that answers without streaming. */
export function chatCompletion(
  script: AnswerScript,
  { id, created, ...identity }: CompletionIdentity,
): object {
  const usage = scriptedUsage(script);
  const choice = {
    index: 0,
    message: assistantMessage(script),
    logprobs: script.logprobs ? logprobsOf([...contentPieces(script)]) : null,
    finish_reason: scriptedFinishReason(script),
  };
  return { id, object: 'chat.completion', created, ...identity, choices: [choice], ...(usage && { usage }) };
}

/** The usage to report, `null` for none. */
export function scriptedUsage(script: AnswerScript): object | null {
  if (script.usage !== undefined) return script.usage;
  const completionTokens = countTokens(script);
  return { prompt_tokens: 10, completion_tokens: completionTokens, total_tokens: 10 + completionTokens };
}

/** The reason to finish with. */
export function scriptedFinishReason(script: AnswerScript): string {
  return script.finishReason ?? (script.toolCalls?.length ? 'tool_calls' : 'stop');
}

/** Made-up log probabilities for content tokens. */
export function logprobsOf(contents: readonly string[]): object {
  const content = contents.map((token) => ({
    token,
    logprob: -0.25,
    bytes: [...Buffer.from(token)],
    top_logprobs: [],
  }));
  return { content, refusal: null };
}

function assistantMessage(script: AnswerScript): object {
  const content = [...contentPieces(script)].join('');
  const toolCalls = script.toolCalls?.map((call, index) => ({
    id: toolCallId(call, index),
    type: 'function',
    function: { name: call.name, arguments: call.argumentsPieces.join('') },
  }));
  return {
    role: 'assistant',
    content: content === '' && (toolCalls || script.refusal) ? null : content,
    refusal: script.refusal?.join('') ?? null,
    ...(script.reasoning && { [script.reasoningField ?? 'reasoning_content']: script.reasoning.join('') }),
    ...(toolCalls && { tool_calls: toolCalls }),
  };
}

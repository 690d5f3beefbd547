import { describe, expect, it } from '@jest/globals';
import { AgentError } from './agent-error.js';
import { isToolsRefusal } from './tools-refusal.js';

describe('isToolsRefusal', () => {
  it.each([
    'registry.ollama.ai/library/gemma:2b does not support tools',
    'No endpoints found that support tool use. Try disabling "web_search".',
    '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
    'tools param requires --jinja flag',
    '`tool calling` is not supported with this model',
    'Function calling is not supported for this model.',
    "This model doesn't support function calling",
  ])('recognises: %s', (message) => {
    expect(isToolsRefusal(new AgentError('invalid-request', `The model provider refused: ${message}`))).toBe(
      true,
    );
  });

  it.each([
    "Invalid schema for function 'now': type is missing",
    'Too many tools: at most 128',
    'Rate limit reached',
  ])('takes this for something else: %s', (message) => {
    expect(isToolsRefusal(new AgentError('invalid-request', message))).toBe(false);
    expect(isToolsRefusal(new Error('does not support tools'))).toBe(false);
  });
});

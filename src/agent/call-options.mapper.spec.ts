import { describe, expect, it } from '@jest/globals';
import type { AgentRequest } from './agent-request.js';
import { toCallOptions } from './call-options.mapper.js';

const REQUEST: AgentRequest = {
  agentId: 'hermes',
  instructions: [],
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
  settings: {},
};

describe('toCallOptions', () => {
  it('asks with nothing but the conversation where nothing else is said', () => {
    expect(toCallOptions('', REQUEST)).toEqual({
      prompt: REQUEST.messages,
      providerOptions: { openaiCompatible: {} },
    });
  });

  it("begins with the agent's prompt and what the caller adds, and leaves the request as it was", () => {
    const { prompt } = toCallOptions('Core.', { ...REQUEST, instructions: ['Added.'] });
    expect(prompt).toEqual([{ role: 'system', content: 'Core.\n\nAdded.' }, ...REQUEST.messages]);
    expect(REQUEST.messages).toHaveLength(1);
  });

  it('does not copy messages', () => {
    expect(toCallOptions('Core.', REQUEST).prompt[1]).toBe(REQUEST.messages[0]);
  });

  it('hands every setting on', () => {
    const same = {
      maxOutputTokens: 5,
      temperature: 0,
      topP: 0.1,
      presencePenalty: 0.2,
      frequencyPenalty: 0.3,
      seed: 0,
      stopSequences: ['END'],
    };
    const options = toCallOptions('', { ...REQUEST, settings: { ...same, reasoningEffort: 'low' } });
    expect(options).toMatchObject({ ...same, reasoning: 'low' });
    expect(options).not.toHaveProperty('reasoningEffort');
  });

  it('tells the native model whether tools may be called at the same time', () => {
    const options = toCallOptions('', { ...REQUEST, parallelToolCalls: false });
    expect(options.providerOptions).toEqual({ openaiCompatible: { parallel_tool_calls: false } });
  });

  it('asks for JSON, and for JSON of a schema', () => {
    const json = toCallOptions('', { ...REQUEST, responseFormat: { type: 'json' } });
    expect(json.responseFormat).toEqual({ type: 'json' });
    const schema = { type: 'object' };
    const ofSchema = toCallOptions('', {
      ...REQUEST,
      responseFormat: { type: 'json-schema', name: 'place', description: 'A place', schema, strict: true },
    });
    expect(ofSchema.responseFormat).toEqual({ type: 'json', name: 'place', description: 'A place', schema });
    expect(ofSchema.providerOptions).toEqual({ openaiCompatible: { strictJsonSchema: true } });
  });

  it("hands the model's own options on under its key", () => {
    const options = toCallOptions('', { ...REQUEST, modelOptions: { top_k: 4 } });
    expect(options.providerOptions).toEqual({ openaiCompatible: { top_k: 4 } });
  });
});

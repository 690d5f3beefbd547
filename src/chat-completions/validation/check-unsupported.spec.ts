import { describe, expect, it } from '@jest/globals';
import { checkUnsupported } from './check-unsupported.js';

describe('checkUnsupported', () => {
  it.each<[string, unknown]>([
    ['modalities', undefined],
    ['modalities', null],
    ['modalities', []],
    ['modalities', ['text']],
    ['audio', null],
    ['functions', null],
    ['functions', []],
    ['function_call', null],
    ['function_call', 'none'],
    ['function_call', 'auto'],
  ])("lets '%s' be %j, which asks for nothing", (field, value) => {
    expect(checkUnsupported(value, field)).toBeUndefined();
  });

  it.each<[string, unknown, string]>([
    ['modalities', ['text', 'audio'], "Only ['text'] is supported"],
    ['modalities', 'text', "Only ['text'] is supported"],
    ['audio', { voice: 'alloy', format: 'mp3' }, 'Spoken answers are not supported'],
    ['functions', [{ name: 'f' }], "use 'tools'"],
    ['function_call', { name: 'f' }, "use 'tool_choice'"],
  ])("refuses '%s' of %j, and says what to do", (field, value, advice) => {
    const problem = checkUnsupported(value, field);
    expect(problem).toMatchObject({ param: field, code: 'unsupported_parameter' });
    expect(problem?.message).toContain(`'${field}' cannot be honoured. `);
    expect(problem?.message).toContain(advice);
  });
});

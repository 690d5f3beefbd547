import { describe, expect, it } from '@jest/globals';
import { checkToolChoice, checkTools } from './check-tools.js';

function tool(definition: object = {}): object {
  return { type: 'function', function: { name: 'clock', ...definition } };
}

function pathOf(tools: unknown): string | undefined {
  return checkTools(tools, 'tools')?.param;
}

describe('checkTools', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['no tools', []],
    ['a tool with a name only', [tool()]],
    [
      'a tool with everything',
      [tool({ description: 'Tells the time', parameters: { type: 'object' }, strict: true })],
    ],
    ['nulls for what is optional', [tool({ description: null, parameters: null, strict: null })]],
    ['names of the longest and oddest kind', [tool({ name: 'a.b-c_1' }), tool({ name: 'x'.repeat(128) })]],
    ['fields that we do not know', [{ ...tool(), cache_control: {} }]],
    ['hundreds of tools', Array.from({ length: 500 }, (_, index) => tool({ name: `tool_${index}` }))],
  ])('accepts %s', (_, tools) => {
    expect(checkTools(tools, 'tools')).toBeUndefined();
  });

  it.each<[string, unknown, string]>([
    ['an object for the array', {}, 'tools'],
    ['a tool that is no object', [tool(), 'clock'], 'tools[1]'],
    ['a tool without a function', [{ type: 'function' }], 'tools[0].function'],
    ['a tool without a name', [tool({ name: undefined })], 'tools[0].function.name'],
    ['an empty name', [tool({ name: '' })], 'tools[0].function.name'],
    ['a name with spaces', [tool({ name: 'the clock' })], 'tools[0].function.name'],
    ['a name that is too long', [tool({ name: 'x'.repeat(129) })], 'tools[0].function.name'],
    ['a description that is no text', [tool({ description: 1 })], 'tools[0].function.description'],
    ['parameters that are no schema', [tool({ parameters: [] })], 'tools[0].function.parameters'],
  ])('names the field with %s', (_, tools, path) => {
    expect(pathOf(tools)).toBe(path);
  });

  it('names the kind of tool that it does not support', () => {
    expect(checkTools([tool(), { type: 'web_search_preview' }], 'tools')).toEqual({
      param: 'tools[1].type',
      code: 'unsupported_value',
      message:
        "'tools[1].type' must be 'function'; tools of the type 'web_search_preview' are not supported.",
    });
  });

  it('refuses two tools of one name', () => {
    expect(checkTools([tool(), tool({ name: 'other' }), tool()], 'tools')).toEqual({
      param: 'tools[2].function.name',
      message: "'tools[2].function.name' is 'clock', which another tool is named, too.",
    });
  });
});

describe('checkToolChoice', () => {
  const clock = { type: 'function', function: { name: 'clock' } };

  function check(choice: unknown) {
    return checkToolChoice(choice, 'tool_choice');
  }

  it.each([undefined, null, 'none', 'auto', 'required', clock])('accepts %j', (choice) => {
    expect(check(choice)).toBeUndefined();
  });

  it.each([
    'any',
    '',
    7,
    [],
    { type: 'function' },
    { type: 'function', function: {} },
    { type: 'function', name: 'clock' },
    { type: 'allowed_tools', function: { name: 'clock' } },
  ])('refuses %j', (choice) => {
    expect(check(choice)?.param).toBe('tool_choice');
  });
});

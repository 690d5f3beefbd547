import { describe, expect, it } from '@jest/globals';
import { checkResponseFormat } from './check-response-format.js';

function jsonSchema(overrides: object = {}): object {
  return { type: 'json_schema', json_schema: { name: 'recipe', schema: { type: 'object' }, ...overrides } };
}

function pathOf(format: unknown): string | undefined {
  return checkResponseFormat(format, 'response_format')?.param;
}

describe('checkResponseFormat', () => {
  it.each([
    undefined,
    null,
    { type: 'text' },
    { type: 'json_object' },
    jsonSchema(),
    jsonSchema({ schema: undefined, strict: true }),
    jsonSchema({ schema: null, description: 'A recipe' }),
  ])('accepts %j', (format) => {
    expect(checkResponseFormat(format, 'response_format')).toBeUndefined();
  });

  it.each<[unknown, string]>([
    ['json', 'response_format'],
    [[], 'response_format'],
    [{}, 'response_format.type'],
    [{ type: 'xml' }, 'response_format.type'],
    [{ type: 'json_schema' }, 'response_format.json_schema'],
    [{ type: 'json_schema', json_schema: 'recipe' }, 'response_format.json_schema'],
    [jsonSchema({ name: undefined }), 'response_format.json_schema.name'],
    [jsonSchema({ name: '' }), 'response_format.json_schema.name'],
    [jsonSchema({ schema: [] }), 'response_format.json_schema.schema'],
    [jsonSchema({ schema: 'object' }), 'response_format.json_schema.schema'],
  ])('names the field at fault in %j', (format, path) => {
    const problem = checkResponseFormat(format, 'response_format');
    expect(problem?.param).toBe(path);
    expect(problem?.message).toContain(`'${path}' must be`);
    expect(pathOf(format)).toBe(path);
  });
});

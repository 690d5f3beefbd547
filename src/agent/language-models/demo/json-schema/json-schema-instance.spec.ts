import { describe, expect, it } from '@jest/globals';
import type { JSONObject, JSONValue } from '@ai-sdk/provider';
import { jsonSchemaInstance } from './json-schema-instance.js';

const NODE: JSONObject = {
  type: 'object',
  properties: {
    value: { type: 'number' },
    next: { anyOf: [{ $ref: '#/$defs/Node' }, { type: 'null' }] },
    children: { type: 'array', items: { $ref: '#/$defs/Node' } },
    parent: { $ref: '#/$defs/Node' },
  },
  required: ['value', 'next', 'children'],
};

describe('jsonSchemaInstance', () => {
  it.each<[string, JSONValue, JSONValue]>([
    ['a string', { type: 'string' }, 'Example'],
    ['the first type that is not null', { type: ['null', 'integer'] }, 1],
    ['null where nothing else is allowed', { type: 'null' }, null],
    ['a constant', { const: { a: 1 } }, { a: 1 }],
    ['the first value of an enum', { enum: ['b', 'c'] }, 'b'],
    ['an enum value of the right type', { type: 'integer', enum: ['b', 3] }, 3],
    ['a default', { type: 'string', default: 'x' }, 'x'],
    ['an example', { type: 'string', examples: ['y'] }, 'y'],
    ['no default of the wrong type', { type: 'integer', default: 'x' }, 1],
    ['at most so long a string', { type: 'string', maxLength: 3 }, 'Exa'],
    ['at least so long a string', { type: 'string', minLength: 9 }, 'Example..'],
    ['a number at its only place', { type: 'integer', minimum: 5, maximum: 5 }, 5],
    ['a number between open bounds', { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 }, 0.5],
    ['a multiple', { type: 'integer', multipleOf: 7, minimum: 15 }, 21],
    ['a multiple of a fraction', { type: 'number', multipleOf: 0.1, minimum: 0.25, maximum: 0.35 }, 0.3],
    ['a whole multiple of a fraction', { type: 'integer', multipleOf: 2.5 }, 5],
    ['a number below an open bound', { type: 'integer', exclusiveMaximum: -3 }, -4],
    [
      'a tuple',
      { type: 'array', prefixItems: [{ type: 'string' }, { type: 'null' }], items: false },
      ['Example', null],
    ],
    [
      'an empty array where no item is allowed',
      { type: 'array', maxItems: 0, items: { type: 'string' } },
      [],
    ],
    [
      'different items',
      { type: 'array', items: { enum: ['a', 'b'] }, minItems: 2, uniqueItems: true },
      ['a', 'b'],
    ],
    [
      'different numbers',
      { type: 'array', items: { type: 'integer', minimum: 10 }, minItems: 3 },
      [10, 11, 12],
    ],
    ['the first branch that has an instance', { anyOf: [false, { type: 'boolean' }] }, false],
    ['a nullable value', { oneOf: [{ type: 'null' }, { type: 'integer' }] }, 1],
    ['what all parts demand', { allOf: [{ type: 'integer' }, { minimum: 3 }, { maximum: 3 }] }, 3],
    [
      'a branch that agrees with the rest',
      { allOf: [{ anyOf: [{ maximum: -5 }, { minimum: 10 }] }], minimum: 2, type: 'integer' },
      10,
    ],
    [
      'as many properties as demanded',
      { type: 'object', minProperties: 1, additionalProperties: { type: 'null' } },
      { property1: null },
    ],
    ['a required property without a schema', { type: 'object', required: ['a'] }, { a: 'Example a' }],
    ['null for what cannot be', false, null],
  ])('gives %s', (_, schema, instance) => {
    expect(jsonSchemaInstance(schema)).toEqual(instance);
  });

  it.each([
    '^[A-Z]{2}\\d{4}$',
    '^(foo|bar)+$',
    '^[a-z0-9_-]{3,16}$',
    '^#?([a-f0-9]{6}|[a-f0-9]{3})$',
    '^[^@\\s]+@[^@\\s]+\\.[a-z]+$',
    '^https?://\\S+$',
    '^(?:[01]\\d|2[0-3]):[0-5]\\d$',
    '^.{5,}$',
  ])('gives a string that matches %s', (pattern) => {
    expect(jsonSchemaInstance({ type: 'string', pattern })).toMatch(new RegExp(pattern));
  });

  it('makes a matching string as long as demanded', () => {
    expect(jsonSchemaInstance({ type: 'string', pattern: '^[a-z]+$', minLength: 8 })).toMatch(/^[a-z]{8,}$/);
  });

  it.each([
    ['date', /^\d{4}-\d\d-\d\d$/],
    ['date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/],
    ['email', /^\S+@\S+\.\S+$/],
    ['uri', /^https:\/\/\S+$/],
    ['uuid', /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/],
    ['ipv4', /^(?:\d{1,3}\.){3}\d{1,3}$/],
  ])('gives a string of the format %s', (format, pattern) => {
    expect(jsonSchemaInstance({ type: 'string', format })).toMatch(pattern);
  });

  it('ends a recursive schema with null, an empty array or nothing', () => {
    const schema = { $ref: '#/$defs/Node', $defs: { Node: NODE } };
    expect(jsonSchemaInstance(schema)).toEqual({ value: 1, next: null, children: [] });
  });

  it('takes the branch that ends a recursion which nothing else ends', () => {
    const sum = {
      properties: { left: { $ref: '#/$defs/Sum' }, right: { $ref: '#/$defs/Sum' } },
      required: ['left', 'right'],
    };
    const schema = { $ref: '#/$defs/Sum', $defs: { Sum: { oneOf: [sum, { type: 'number' }] } } };
    expect(jsonSchemaInstance(schema)).toBe(1);
  });

  it('fills optional properties too, in the order of the schema', () => {
    const properties = { title: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } } };
    const instance = jsonSchemaInstance({ type: 'object', properties, required: ['tags'] });
    expect(JSON.stringify(instance)).toBe('{"title":"Example title","tags":["Example tags"]}');
  });

  it('keeps properties with names that objects have anyway', () => {
    const schema = JSON.parse(
      '{"properties":{"__proto__":{"type":"null"}},"required":["__proto__"]}',
    ) as JSONValue;
    expect(JSON.stringify(jsonSchemaInstance(schema))).toBe('{"__proto__":null}');
  });

  it.each<[string, () => JSONValue]>([
    ['multiplies itself', () => multiplied(40)],
    ['is nested deeply', () => nested(5_000)],
    [
      'combines thousands of parts',
      () => ({ allOf: Array.from({ length: 3_000 }, (_, index) => ({ properties: { [index]: {} } })) }),
    ],
    ['wants a billion items', () => ({ type: 'array', minItems: 1e9, items: {} })],
    [
      'wants gigabytes of text',
      () => ({
        type: 'array',
        minItems: 1_000,
        items: { type: 'array', minItems: 1_000, items: { type: 'string', minLength: 1e5 } },
      }),
    ],
    [
      'has a pattern of gigabytes',
      () => ({ type: 'string', pattern: '((a{1000}){1000}){1000}', minLength: 1_000 }),
    ],
    ['has a pattern nested deeply', () => ({ type: 'string', pattern: '('.repeat(10_000) })],
  ])('comes to an end with a schema that %s', (_, schema) => {
    const startedAt = performance.now();
    jsonSchemaInstance(schema());
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});

function multiplied(levels: number): JSONValue {
  const $defs: Record<string, JSONValue> = { [`level${levels}`]: { type: 'string' } };
  for (let level = 0; level < levels; level++) {
    const next = { $ref: `#/$defs/level${level + 1}` };
    $defs[`level${level}`] = { type: 'object', properties: { a: next, b: next }, required: ['a', 'b'] };
  }
  return { $ref: '#/$defs/level0', $defs };
}

function nested(levels: number): JSONValue {
  let schema: JSONValue = { type: 'string' };
  for (let level = 0; level < levels; level++)
    schema = { allOf: [{ properties: { a: schema }, required: ['a'] }] };
  return schema;
}

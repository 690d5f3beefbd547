import { describe, expect, it } from '@jest/globals';
import { readToolList } from './mcp-tool-list.reader.js';

const INPUT = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] } as const;

describe('readToolList', () => {
  it('keeps names, descriptions and schemas', () => {
    expect(readToolList([{ name: 'read', description: 'Reads.', inputSchema: INPUT }])).toEqual({
      tools: [{ name: 'read', description: 'Reads.', inputSchema: INPUT }],
      leftOut: [],
    });
  });

  it('describes a tool by its title when there is nothing better', () => {
    const { tools } = readToolList([
      { name: 'a', title: 'A title', inputSchema: INPUT },
      { name: 'b', annotations: { title: 'A hint' }, inputSchema: INPUT },
      { name: 'c', inputSchema: INPUT },
    ]);
    expect(tools.map(({ description }) => description)).toEqual(['A title', 'A hint', '']);
  });

  it('adds what models want of a schema and servers leave out', () => {
    expect(readToolList([{ name: 'a', inputSchema: {} }]).tools[0]?.inputSchema).toEqual({
      type: 'object',
      properties: {},
    });
  });

  it.each([
    undefined,
    null,
    'object',
    [],
    { type: 'string' },
    { type: 'object', properties: 'none' },
    { type: 'object', properties: { a: { type: 'nonsense' } } },
    { type: 'object', properties: { a: { $ref: '#/definitions/missing' } } },
    { type: 'object', required: 'a' },
    { type: 'object', properties: { a: { pattern: '(' } } },
  ])('leaves out a tool with the schema %j, and keeps the others', (inputSchema) => {
    const { tools, leftOut } = readToolList([
      { name: 'broken', inputSchema },
      { name: 'whole', inputSchema: INPUT },
    ]);
    expect(tools.map(({ name }) => name)).toEqual(['whole']);
    expect(leftOut).toEqual([expect.stringMatching(/^broken: its inputSchema /)]);
  });

  it.each([
    {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $defs: { a: {} },
      properties: { a: { $ref: '#/$defs/a' } },
    },
    { $schema: 'http://json-schema.org/draft-07/schema#', additionalProperties: false },
    {
      $id: 'urn:x',
      properties: { when: { format: 'whenever' }, any: true },
    },
  ])('takes schemas of several dialects', (inputSchema) => {
    const listed = [1, 2].map((number) => ({ name: `tool-${number}`, inputSchema }));
    expect(readToolList(listed)).toMatchObject({ tools: listed, leftOut: [] });
  });

  it('leaves out the name of a dialect that nobody knows', () => {
    const inputSchema = { $schema: 'https://example.com/own', ...INPUT };
    expect(readToolList([{ name: 'a', inputSchema }]).tools[0]?.inputSchema).toEqual(INPUT);
  });

  it.each([null, 7, {}, { name: '' }, { name: 7, inputSchema: INPUT }])('leaves out %j', (tool) => {
    expect(readToolList([tool])).toEqual({ tools: [], leftOut: ['tool 1: it has no name'] });
  });

  it('leaves out a tool that runs as a task only', () => {
    const { tools, leftOut } = readToolList([
      { name: 'slow', inputSchema: INPUT, execution: { taskSupport: 'required' } },
      { name: 'either', inputSchema: INPUT, execution: { taskSupport: 'optional' } },
    ]);
    expect(tools.map(({ name }) => name)).toEqual(['either']);
    expect(leftOut).toEqual(['slow: it runs as a task of the protocol only, which is not supported']);
  });

  it('checks results against the output schema, and lets everything pass where that is broken', () => {
    const { tools } = readToolList([
      { name: 'sum', inputSchema: INPUT, outputSchema: { properties: { sum: { type: 'number' } } } },
      { name: 'odd', inputSchema: INPUT, outputSchema: { type: 'nonsense' } },
      { name: 'none', inputSchema: INPUT },
    ]);
    expect(tools[0]?.checkOutput?.({ sum: 3 })).toBeUndefined();
    expect(tools[0]?.checkOutput?.({ sum: 'three' })).toBe('/sum must be number');
    expect(tools[1]?.checkOutput?.({ sum: 'three' })).toBeUndefined();
    expect(tools[2]?.checkOutput).toBeUndefined();
  });
});

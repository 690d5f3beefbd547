import { describe, expect, it } from '@jest/globals';
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { ToolCallAssembler } from './tool-call.assembler.js';
import type { UpstreamToolCall } from './upstream-wire.js';

function assemble(...pieces: UpstreamToolCall[]): LanguageModelV4StreamPart[] {
  const parts: LanguageModelV4StreamPart[] = [];
  const assembler = new ToolCallAssembler((part) => parts.push(part));
  for (const piece of pieces) assembler.addAll([piece]);
  assembler.end();
  return parts;
}

/** The finished calls, as name and input; the ids where they are given by the upstream. */
function callsOf(parts: readonly LanguageModelV4StreamPart[]): [id: string, name: string, input: string][] {
  return parts.flatMap((part) =>
    part.type === 'tool-call'
      ? [[part.toolCallId, part.toolName, part.input] as [string, string, string]]
      : [],
  );
}

/** The input that the deltas of one call make. */
function streamedInput(parts: readonly LanguageModelV4StreamPart[], callId: string): string {
  return parts
    .map((part) => (part.type === 'tool-input-delta' && part.id === callId ? part.delta : ''))
    .join('');
}

const open = (index: number, id: string, name: string): UpstreamToolCall => ({
  index,
  id,
  function: { name, arguments: '' },
});
const more = (index: number, text: string): UpstreamToolCall => ({ index, function: { arguments: text } });

describe('ToolCallAssembler', () => {
  it('starts a call, passes its arguments on as they come, and ends it', () => {
    expect(assemble(open(0, 'call_1', 'add'), more(0, '{"a"'), more(0, ':1}'))).toEqual([
      { type: 'tool-input-start', id: 'call_1', toolName: 'add' },
      { type: 'tool-input-delta', id: 'call_1', delta: '{"a"' },
      { type: 'tool-input-delta', id: 'call_1', delta: ':1}' },
      { type: 'tool-input-end', id: 'call_1' },
      { type: 'tool-call', toolCallId: 'call_1', toolName: 'add', input: '{"a":1}' },
    ]);
  });

  it('puts arguments together from single characters', () => {
    const input = '{"text":"a \\"quoted\\" word, é and 😀"}';
    const parts = assemble(open(0, 'call_1', 'say'), ...[...input].map((character) => more(0, character)));
    expect(callsOf(parts)).toEqual([['call_1', 'say', input]]);
    expect(streamedInput(parts, 'call_1')).toBe(input);
  });

  it('keeps calls apart whose pieces come in turns', () => {
    const parts = assemble(
      open(0, 'call_1', 'add'),
      open(1, 'call_2', 'sub'),
      more(1, '{"b"'),
      more(0, '{"a"'),
      more(1, ':2}'),
      more(0, ':1}'),
    );
    expect(callsOf(parts)).toEqual([
      ['call_1', 'add', '{"a":1}'],
      ['call_2', 'sub', '{"b":2}'],
    ]);
    expect(streamedInput(parts, 'call_1')).toBe('{"a":1}');
  });

  it('tells calls apart by their ids where there is no index', () => {
    const parts = assemble(
      { id: 'call_1', function: { name: 'add', arguments: '{"a":' } },
      { function: { arguments: '1}' } },
      { id: 'call_2', function: { name: 'add', arguments: '{"a":' } },
      { id: 'call_2', function: { arguments: '2}' } },
    );
    expect(callsOf(parts)).toEqual([
      ['call_1', 'add', '{"a":1}'],
      ['call_2', 'add', '{"a":2}'],
    ]);
  });

  it('tells whole calls apart that have neither index nor id, and names them', () => {
    const calls = callsOf(
      assemble(
        { function: { name: 'add', arguments: '{"a":1}' } },
        { function: { name: 'add', arguments: '{"a":2}' } },
      ),
    );
    expect(calls.map(([, name, input]) => [name, input])).toEqual([
      ['add', '{"a":1}'],
      ['add', '{"a":2}'],
    ]);
    const ids = calls.map(([id]) => id);
    expect(ids[0]).toMatch(/^call_[0-9a-f]{32}$/);
    expect(new Set(ids).size).toBe(2);
  });

  it('makes up an id where there is none, and keeps to it when one comes late', () => {
    const parts = assemble(
      { index: 0, function: { name: 'add', arguments: '{"a":' } },
      { index: 0, id: 'call_late', function: { arguments: '1}' } },
    );
    const [[id, name, input] = []] = callsOf(parts);
    expect(id).toMatch(/^call_[0-9a-f]{32}$/);
    expect([name, input]).toEqual(['add', '{"a":1}']);
    expect(streamedInput(parts, id ?? '')).toBe('{"a":1}');
  });

  it('waits for the name, and loses no arguments meanwhile', () => {
    const parts = assemble(
      { index: 0, id: 'call_1', function: { arguments: '{"a":' } },
      { index: 0, function: { name: 'add', arguments: '1}' } },
    );
    expect(callsOf(parts)).toEqual([['call_1', 'add', '{"a":1}']]);
    expect(streamedInput(parts, 'call_1')).toBe('{"a":1}');
  });

  it('takes the name once where every piece repeats it', () => {
    const repeated = (text: string): UpstreamToolCall => ({
      index: 0,
      id: 'call_1',
      function: { name: 'add', arguments: text },
    });
    const parts = assemble(repeated('{"a"'), repeated(':1'), repeated('}'));
    expect(callsOf(parts)).toEqual([['call_1', 'add', '{"a":1}']]);
    expect(parts.filter(({ type }) => type === 'tool-input-start')).toHaveLength(1);
  });

  it('takes arguments that come as an object', () => {
    const parts = assemble({ index: 0, id: 'call_1', function: { name: 'add', arguments: { a: [1] } } });
    expect(callsOf(parts)).toEqual([['call_1', 'add', '{"a":[1]}']]);
    expect(streamedInput(parts, 'call_1')).toBe('{"a":[1]}');
  });

  it.each([undefined, null, ''])('calls with an empty object where the arguments are %j', (none) => {
    const called = none === undefined ? { name: 'now' } : { name: 'now', arguments: none };
    expect(callsOf(assemble({ index: 0, id: 'call_1', function: called }))).toEqual([
      ['call_1', 'now', '{}'],
    ]);
  });

  it('drops a call that never gets a name', () => {
    expect(assemble({ index: 0, id: 'call_1', function: { arguments: '{}' } })).toEqual([]);
  });

  it('is empty until there is a call', () => {
    const assembler = new ToolCallAssembler(() => undefined);
    expect(assembler.isEmpty).toBe(true);
    assembler.addAll([open(0, 'call_1', 'add')]);
    expect(assembler.isEmpty).toBe(false);
  });
});

describe('ToolCallAssembler, on calls that are hard to tell apart', () => {
  const whole = (index: number, id: string, name: string, text: string): UpstreamToolCall => ({
    index,
    id,
    function: { name, arguments: text },
  });

  it('keeps calls apart that all have the index 0 but ids of their own', () => {
    const parts = assemble(whole(0, 'a', 'add', '{"a":1}'), whole(0, 'b', 'add', '{"b":2}'));
    expect(callsOf(parts)).toEqual([
      ['a', 'add', '{"a":1}'],
      ['b', 'add', '{"b":2}'],
    ]);
  });

  it('gives the second of two calls with one id an id of its own', () => {
    const [first, second] = callsOf(assemble(whole(0, 'a', 'add', '{}'), whole(1, 'a', 'sub', '{}')));
    expect(first?.[0]).toBe('a');
    expect(second?.[0]).toMatch(/^call_[0-9a-f]{32}$/);
  });

  it('keeps calls apart that share an id which comes with every piece', () => {
    const parts = assemble(
      whole(0, 'a', 'add', '{"a":'),
      whole(1, 'a', 'sub', '{"b":'),
      whole(1, 'a', 'sub', '2}'),
      whole(0, 'a', 'add', '1}'),
    );
    expect(callsOf(parts).map(([, name, input]) => [name, input])).toEqual([
      ['add', '{"a":1}'],
      ['sub', '{"b":2}'],
    ]);
    expect(new Set(callsOf(parts).map(([id]) => id)).size).toBe(2);
  });

  it('keeps whole calls apart that share an id and have no index', () => {
    const call = (text: string): UpstreamToolCall => ({
      id: 'a',
      function: { name: 'add', arguments: text },
    });
    const calls = callsOf(assemble(call('{"a":1}'), call('{"a":2}'), call('{"a":3}')));
    expect(calls.map(([, , input]) => input)).toEqual(['{"a":1}', '{"a":2}', '{"a":3}']);
    expect(new Set(calls.map(([id]) => id)).size).toBe(3);
  });

  it('takes a whole call that is sent once more at the end for what it is', () => {
    const parts = assemble(
      open(0, 'a', 'add'),
      more(0, '{"a"'),
      more(0, ':1}'),
      whole(0, 'a', 'add', '{"a":1}'),
    );
    expect(callsOf(parts)).toEqual([['a', 'add', '{"a":1}']]);
    expect(streamedInput(parts, 'a')).toBe('{"a":1}');
  });

  it('makes two calls of two that are the same but for their ids', () => {
    expect(callsOf(assemble(whole(0, 'a', 'roll', '{}'), whole(0, 'b', 'roll', '{}')))).toHaveLength(2);
  });

  it('keeps interleaved calls apart by their ids alone', () => {
    const piece = (id: string, text: string, name?: string): UpstreamToolCall => ({
      id,
      function: { arguments: text, ...(name !== undefined && { name }) },
    });
    const parts = assemble(
      piece('a', '', 'add'),
      piece('b', '', 'sub'),
      piece('a', '{"a"'),
      piece('b', '{"b"'),
      piece('a', ':1}'),
      piece('b', ':2}'),
    );
    expect(callsOf(parts)).toEqual([
      ['a', 'add', '{"a":1}'],
      ['b', 'sub', '{"b":2}'],
    ]);
    expect([streamedInput(parts, 'a'), streamedInput(parts, 'b')]).toEqual(['{"a":1}', '{"b":2}']);
  });

  it('gives every part of interleaved calls without ids the id of its call', () => {
    const parts = assemble(
      { index: 0, function: { name: 'add', arguments: '{' } },
      { index: 1, function: { name: 'sub', arguments: '{' } },
      more(0, '}'),
      more(1, ' }'),
    );
    const [first = '', second = ''] = callsOf(parts).map(([id]) => id);
    const idOf = (part: LanguageModelV4StreamPart): string =>
      part.type === 'tool-call' ? part.toolCallId : 'id' in part ? part.id : '';
    expect(first).not.toBe(second);
    for (const [id, input] of [
      [first, '{}'],
      [second, '{ }'],
    ] as const) {
      expect(parts.filter((part) => idOf(part) === id).map(({ type }) => type)).toEqual([
        'tool-input-start',
        'tool-input-delta',
        'tool-input-delta',
        'tool-input-end',
        'tool-call',
      ]);
      expect(streamedInput(parts, id)).toBe(input);
    }
  });

  it('takes an index that starts at 1, and a call without one beside it', () => {
    const parts = assemble(open(1, 'a', 'add'), more(1, '{"a":1}'), {
      id: 'b',
      function: { name: 'sub', arguments: '{"b":2}' },
    });
    expect(callsOf(parts)).toEqual([
      ['a', 'add', '{"a":1}'],
      ['b', 'sub', '{"b":2}'],
    ]);
  });

  it.each([
    ['in pieces', ['get_', 'wea', 'ther']],
    ['in pieces that each hold the ones before', ['get', 'get_wea', 'get_weather']],
    ['again and again', ['get_weather', 'get_weather', 'get_weather']],
  ])('takes a name that comes %s', (_, names) => {
    const parts = assemble(
      ...names.map((name) => ({ index: 0, id: 'a', function: { name, arguments: '' } })),
      more(0, '{"city":"Oslo"}'),
    );
    expect(callsOf(parts)).toEqual([['a', 'get_weather', '{"city":"Oslo"}']]);
    expect(parts[0]).toEqual({ type: 'tool-input-start', id: 'a', toolName: 'get_weather' });
  });

  it.each([{}, { index: 0 }])(
    'makes a call of each that comes at once with %j, without id and arguments',
    (place) => {
      const parts: LanguageModelV4StreamPart[] = [];
      const assembler = new ToolCallAssembler((part) => parts.push(part));
      assembler.addAll(['now', 'today', 'here'].map((name) => ({ ...place, function: { name } })));
      assembler.end();
      expect(callsOf(parts).map(([, name]) => name)).toEqual(['now', 'today', 'here']);
    },
  );

  it.each([undefined, '', ' \n'])('streams what it calls with where the arguments are %j', (none) => {
    const called = none === undefined ? { name: 'now' } : { name: 'now', arguments: none };
    const parts = assemble({ index: 0, id: 'a', function: called });
    const [[, , input = ''] = []] = callsOf(parts);
    expect(streamedInput(parts, 'a')).toBe(input);
    expect(JSON.parse(input)).toEqual({});
  });

  it('has no calls where none has a name', () => {
    const assembler = new ToolCallAssembler(() => undefined);
    assembler.addAll([{ index: 0, id: 'a' }]);
    expect(assembler.isEmpty).toBe(true);
  });
});

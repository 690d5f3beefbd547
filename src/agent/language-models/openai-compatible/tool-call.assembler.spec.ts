import { describe, expect, it } from '@jest/globals';
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { ToolCallAssembler } from './tool-call.assembler.js';
import type { UpstreamToolCall } from './upstream-wire.js';

function assemble(...pieces: UpstreamToolCall[]): LanguageModelV4StreamPart[] {
  const parts: LanguageModelV4StreamPart[] = [];
  const assembler = new ToolCallAssembler((part) => parts.push(part));
  for (const piece of pieces) assembler.add(piece);
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
    assembler.add(open(0, 'call_1', 'add'));
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

  it('has no calls where none has a name', () => {
    const assembler = new ToolCallAssembler(() => undefined);
    assembler.add({ index: 0, id: 'a' });
    expect(assembler.isEmpty).toBe(true);
  });
});

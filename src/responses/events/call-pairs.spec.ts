import { describe, expect, it } from '@jest/globals';
import type { AgentEvent } from '../../agent/agent-event.js';
import type { FunctionCallOutputItem, OutputItem } from '../output/output-item.js';
import { OutputAssembler } from '../output/output-assembler.js';
import { CallPairReader } from './call-pairs.js';
import { EventEncoder } from './event-encoder.js';
import { type EventReader, SseEventFrames } from './event-frames.js';

interface Told {
  readonly type: string;
  readonly sequence_number: number;
  readonly output_index?: number;
  readonly item?: OutputItem | FunctionCallOutputItem;
  readonly response?: { readonly output: readonly (OutputItem | FunctionCallOutputItem)[] };
}

/** What one reader is told of a run that consists of these events; of what it has already, nothing. */
function tell(events: readonly AgentEvent[], after = -1) {
  const frames: string[] = [];
  const reader = new CallPairReader(
    new SseEventFrames((frame) => frames.push(frame), { obfuscates: false, after }),
  );
  play(events, reader);
  const told = frames.map((frame) => JSON.parse(frame.slice(frame.indexOf('data: ') + 6)) as Told);
  return { frames, told, reader, types: told.map(({ type }) => type.replace('response.', '')) };
}

function play(events: readonly AgentEvent[], reader: EventReader): void {
  const encoder = new EventEncoder(reader);
  let ids = 0;
  const assembler = new OutputAssembler(encoder, (prefix) => `${prefix}_${ids++}`);
  encoder.emit('response.created', { response: { output: [] } });
  for (const event of events) assembler.read(event);
  assembler.close('incomplete');
  encoder.emit('response.completed', { response: { output: assembler.output } });
}

function start(callId: string, executor: 'agent' | 'client' = 'agent'): AgentEvent[] {
  return [
    { type: 'tool-call-start', callId, toolName: 'look_up', executor },
    { type: 'tool-call-delta', callId, argumentsDelta: `{"q":` },
    { type: 'tool-call-delta', callId, argumentsDelta: `"\u2028"}` },
  ];
}

function call(callId: string, executor: 'agent' | 'client' = 'agent'): AgentEvent[] {
  const text = '{"q":"\u2028"}';
  return [
    ...start(callId, executor),
    { type: 'tool-call-end', callId, toolName: 'look_up', arguments: text, executor },
  ];
}

function result(callId: string, text: string, isError = false): AgentEvent {
  const content = [{ type: 'text', text }] as const;
  return { type: 'tool-result', callId, toolName: 'look_up', result: { content, isError }, durationMs: 1 };
}

const text = (said: string): AgentEvent => ({ type: 'text-delta', text: said });
const PARALLEL = [
  text('Hm.'),
  ...call('a'),
  ...call('b'),
  ...call('c', 'client'),
  result('b', 'B'),
  result('a', 'A'),
  text('So'),
  text(' it is.'),
];

describe('CallPairReader', () => {
  it('is told of a call of the agent as a function call and its output', () => {
    const { types, told } = tell([...call('a'), result('a', 'It rains.')]);
    expect(types).toEqual([
      'created',
      'output_item.added',
      'function_call_arguments.delta',
      'function_call_arguments.delta',
      'function_call_arguments.done',
      'output_item.done',
      'output_item.added',
      'output_item.done',
      'completed',
    ]);
    expect(told[4]).toMatchObject({ item_id: 'fc_0', output_index: 0, name: 'look_up' });
    const pair = [
      {
        type: 'function_call',
        id: 'fc_0',
        call_id: 'call_0',
        name: 'look_up',
        arguments: '{"q":"\u2028"}',
        status: 'completed',
      },
      {
        type: 'function_call_output',
        id: 'fco_0',
        call_id: 'call_0',
        output: [{ type: 'input_text', text: 'It rains.' }],
        status: 'completed',
      },
    ];
    expect([told[5]?.item, told[7]?.item]).toEqual(pair);
    expect(told.at(-1)?.response?.output).toEqual(pair);
  });

  it('numbers events and items without gaps, and ends with the items in the order in which they were told', () => {
    const { told } = tell(PARALLEL);
    expect(told.map((event) => event.sequence_number)).toEqual(told.map((_, index) => index));
    const added = told.filter(({ type }) => type === 'response.output_item.added');
    expect(added.map((event) => event.output_index)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const output = told.at(-1)?.response?.output ?? [];
    expect(output.map(({ id }) => id)).toEqual(added.map(({ item }) => item?.id));
    expect(output.map(({ type }) => type)).toEqual([
      'message',
      'function_call',
      'function_call',
      'function_call',
      'function_call_output',
      'function_call_output',
      'message',
    ]);
  });

  it('is told of everything at the place of its item', () => {
    const { told } = tell(PARALLEL);
    const ids = new Map(
      told
        .filter(({ type }) => type === 'response.output_item.added')
        .map((event) => [event.output_index, event.item?.id]),
    );
    for (const event of told) {
      const { item_id: id = event.item?.id } = event as { item_id?: string };
      if (event.output_index !== undefined) expect(ids.get(event.output_index)).toBe(id);
    }
  });

  it("is left the client's own calls as they are", () => {
    const output = tell(PARALLEL).told.at(-1)?.response?.output ?? [];
    expect(output[3]).toMatchObject({ type: 'function_call', call_id: 'c' });
    expect(output.filter((item) => 'call_id' in item && item.call_id === 'c')).toHaveLength(1);
  });

  it.each<[string, AgentEvent[], string, string]>([
    ['failed', [...call('a'), result('a', 'No such place.', true)], 'No such place.', 'completed'],
    ['was broken off', call('a'), 'There is no result: the answer ended before the tool had.', 'incomplete'],
    [
      'was never whole',
      start('a'),
      'There is no result: the answer ended before the tool had.',
      'incomplete',
    ],
  ])('has an output for a call that %s, too', (_, events, output, status) => {
    const { told, types } = tell(events);
    expect(types.slice(-4)).toEqual([
      'output_item.done',
      'output_item.added',
      'output_item.done',
      'completed',
    ]);
    expect(told.at(-1)?.response?.output.map(({ type }) => type)).toEqual([
      'function_call',
      'function_call_output',
    ]);
    expect(told.at(-2)?.item).toMatchObject({ output: [{ text: output }], status });
  });

  it('goes on after any event as if it had read all of them in one go', () => {
    const { frames } = tell(PARALLEL);
    for (let after = -1; after < frames.length; after++)
      expect(tell(PARALLEL, after).frames).toEqual(frames.slice(after + 1));
  });

  it('knows when it was said to have events that have not happened', () => {
    const count = tell(PARALLEL).frames.length;
    expect(tell(PARALLEL, count - 1).reader.isAhead).toBe(false);
    expect(tell(PARALLEL, count).reader.isAhead).toBe(true);
  });

  it('is told nothing twice where the log is read from an earlier place', () => {
    const { frames, reader } = tell(PARALLEL);
    const count = frames.length;
    reader.seek(0);
    play(PARALLEL, reader);
    expect(frames).toHaveLength(count);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { AgentEvent, FinishReason } from '../../agent/agent-event.js';
import { NO_USAGE } from '../../agent/usage.js';
import { OutputAssembler } from './output-assembler.js';

interface Told {
  readonly type: string;
  readonly [field: string]: unknown;
}

function assemble(...events: AgentEvent[]) {
  const told: Told[] = [];
  let ids = 0;
  const tell = (type: string, fields: object): void => {
    // Items go on changing: what is told of them is what they are at that time.
    told.push({ type, ...(JSON.parse(JSON.stringify(fields)) as object) });
  };
  const assembler = new OutputAssembler(
    {
      emit: tell,
      delta: (type, place, delta) => {
        tell(type, { ...place, delta });
      },
      textWithLogprobs: (place, delta, logprobs) => {
        tell('response.output_text.delta', { ...place, delta, logprobs });
      },
    },
    (prefix) => `${prefix}_${ids++}`,
  );
  for (const event of events) assembler.read(event);
  return { assembler, told, types: () => told.map(({ type }) => type.replace('response.', '')) };
}

const text = (said: string): AgentEvent => ({ type: 'text-delta', text: said });
const stepEnd = (finishReason: FinishReason): AgentEvent => ({
  type: 'step-end',
  step: 0,
  finishReason,
  usage: NO_USAGE,
});
const start = (callId: string, executor: 'agent' | 'client'): AgentEvent => ({
  type: 'tool-call-start',
  callId,
  toolName: 'look_up',
  executor,
});

describe('OutputAssembler', () => {
  it('announces an item empty, and closes it with all it holds', () => {
    const { assembler, told } = assemble(text('Hel'), text('lo'));
    assembler.close('completed');
    expect(told.find(({ type }) => type === 'response.output_item.added')).toMatchObject({
      item: { id: 'msg_0', status: 'in_progress', content: [] },
    });
    expect(told.at(-1)).toMatchObject({
      type: 'response.output_item.done',
      item: { id: 'msg_0', status: 'completed', content: [{ text: 'Hello' }] },
    });
  });

  it('has a message for each step, and counts items without gaps', () => {
    const { assembler, told } = assemble(
      { type: 'reasoning-delta', text: 'Hm.' },
      text('One'),
      stepEnd('tool-calls'),
      text('Two'),
    );
    assembler.close('completed');
    expect(assembler.output.map(({ type }) => type)).toEqual(['reasoning', 'message', 'message']);
    const added = told.filter(({ type }) => type === 'response.output_item.added');
    expect(added.map((event) => event['output_index'])).toEqual([0, 1, 2]);
  });

  it('closes a part before it opens one of another kind', () => {
    const { types, told } = assemble(text('I '), { type: 'refusal-delta', text: 'No.' });
    expect(types().slice(-4)).toEqual([
      'output_text.done',
      'content_part.done',
      'content_part.added',
      'refusal.delta',
    ]);
    expect(told.at(-1)).toMatchObject({ content_index: 1 });
  });

  it('marks a message as incomplete that was cut off', () => {
    const { assembler } = assemble(text('Half'), stepEnd('length'));
    expect(assembler.output).toMatchObject([{ status: 'incomplete' }]);
  });

  it('adds sources to the text that they belong to', () => {
    const { assembler, types } = assemble(text('See'), {
      type: 'source',
      url: 'https://a.example',
      title: 'A',
    });
    expect(types().at(-1)).toBe('output_text.annotation.added');
    expect(assembler.output).toMatchObject([{ content: [{ annotations: [{ url: 'https://a.example' }] }] }]);
  });

  it('is never empty when it is whole, and stays empty when it is not', () => {
    const whole = assemble();
    whole.assembler.close('completed');
    expect(whole.assembler.output).toMatchObject([{ type: 'message', content: [{ text: '' }] }]);
    const broken = assemble();
    broken.assembler.close('incomplete');
    expect(broken.assembler.output).toEqual([]);
  });

  it('keeps calls that run at the same time apart', () => {
    const result = (callId: string, said: string): AgentEvent => ({
      type: 'tool-result',
      callId,
      toolName: 'look_up',
      result: { content: [{ type: 'text', text: said }] },
      durationMs: 1,
    });
    const { assembler } = assemble(
      start('a', 'agent'),
      start('b', 'agent'),
      result('b', 'B'),
      result('a', 'A'),
    );
    expect(assembler.output).toMatchObject([{ output: 'A' }, { output: 'B' }]);
  });

  it('leaves a call that was broken off incomplete', () => {
    const { assembler, types } = assemble(start('a', 'client'));
    assembler.close('incomplete');
    expect(assembler.output).toMatchObject([{ type: 'function_call', status: 'incomplete' }]);
    expect(types().at(-1)).toBe('output_item.done');
  });
});

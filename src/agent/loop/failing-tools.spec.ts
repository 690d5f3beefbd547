import { describe, expect, it } from '@jest/globals';
import type { JSONSchema7 } from '@ai-sdk/provider';
import type { RunLimits } from '../run-limits.js';
import { textResult } from '../tools/tool-result.js';
import type { Tool, ToolResult } from '../tools/tool.js';
import { saying, calling, tool, run, resultsOf, textOf } from '../../../test/support/agent-run-harness.js';
describe('a call that goes wrong becomes a result that tells the model so', () => {
  const schema: JSONSchema7 = {
    type: 'object',
    properties: { place: { type: 'string' }, unit: { enum: ['c', 'f'] } },
    required: ['place'],
    additionalProperties: false,
  };

  async function resultOf(
    one: Tool,
    input: string,
    limits: Partial<RunLimits> = {},
    name = one.name,
  ): Promise<ToolResult | undefined> {
    const state = run([calling([name, input]), saying('Sorry.')], [one], { limits });
    await state.ended();
    expect(state.events.at(-1)).toMatchObject({ type: 'run-end', finishReason: 'stop' });
    return resultsOf(state.events)[name];
  }
  const never = tool('never', () => new Promise(() => undefined));
  const echo = tool('echo', (input) => Promise.resolve(textResult(JSON.stringify(input))), schema);

  it.each([
    ['not JSON', '{"place":', /not valid JSON/],
    ['no object', '["here"]', /not a JSON object/],
    ['a missing property', '{}', /must have required property 'place'/],
    ['a wrong type', '{"place":7}', /'place' must be string/],
    [
      'an unknown value',
      '{"place":"x","unit":"k"}',
      /'unit' must be equal to one of the allowed values: \["c","f"\]/,
    ],
    ['an unknown property', '{"place":"x","when":1}', /must not have the property 'when'/],
  ])('%s in the arguments', async (_, input, message) => {
    const result = await resultOf(echo, input);
    expect(result).toMatchObject({ isError: true });
    expect(textOf(result)).toMatch(message);
  });

  it('arguments that fit reach the tool', async () => {
    expect(textOf(await resultOf(echo, '{"place":"Paris"}'))).toBe('{"place":"Paris"}');
  });

  it('empty arguments of a tool that needs none are an empty object', async () => {
    expect(
      textOf(
        await resultOf(
          tool('free', (input) => Promise.resolve(textResult(JSON.stringify(input)))),
          '',
        ),
      ),
    ).toBe('{}');
  });

  it('a tool that nobody knows', async () => {
    const result = await resultOf(echo, '{}', {}, 'ehco');
    expect(result).toEqual({
      isError: true,
      content: [{ type: 'text', text: "There is no tool named 'ehco'." }],
    });
  });

  it('a rejection, and an error thrown at once', async () => {
    expect(
      textOf(
        await resultOf(
          tool('bad', () => Promise.reject(new Error('disk on fire'))),
          '{}',
        ),
      ),
    ).toBe('The tool failed: disk on fire');
    const throwing = tool('bad', () => {
      throw new Error('at once');
    });
    expect(textOf(await resultOf(throwing, '{}'))).toBe('The tool failed: at once');
  });

  it('a tool that hangs and ignores its signal', async () => {
    expect(textOf(await resultOf(never, '{}', { toolTimeoutMs: 20 }))).toMatch(
      /did not finish within 0.02 s/,
    );
  });

  it('a schema that is none', async () => {
    const broken = tool('broken', () => Promise.resolve(textResult('')), {
      type: 'nonsense',
    } as unknown as JSONSchema7);
    expect(textOf(await resultOf(broken, '{}'))).toMatch(/its own schema is broken/);
  });

  it('a result that JSON cannot hold', async () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    const odd = tool('odd', () => Promise.resolve(circular as unknown as ToolResult));
    expect(await resultOf(odd, '{}')).toMatchObject({ isError: true });
    const big = tool('big', () => Promise.resolve({ n: 1n } as unknown as ToolResult));
    expect(textOf(await resultOf(big, '{}'))).toMatch(/cannot be written as JSON/);
  });

  it('a result that is too long is cut, and says how much is missing', async () => {
    const long = tool('long', () => Promise.resolve(textResult('x'.repeat(1_000))));
    const text = textOf(await resultOf(long, '{}', { toolResultLimit: 100 }));
    expect(text).toMatch(/^x{100}\[The result was cut: 900 of its 1000 characters are not shown/);
  });
});

import { describe, expect, it } from '@jest/globals';
import { withoutReplayedBlocks } from './replayed-blocks.js';

const REASONING =
  '<details type="reasoning" done="true" duration="3">\n<summary>Thought for 3 seconds</summary>\n> Hm.\n</details>';
const TOOL_CALL =
  '<details type="tool_calls" done="true" id="call_1" name="look_up" arguments="&quot;{}&quot;" result="&quot;x &gt; y&quot;" files="">\n<summary>Tool Executed</summary>\n</details>';
const CODE =
  '<details type="code_interpreter" done="true">\n<summary>Analyzed</summary>\n```python\nprint(1)\n```\n</details>';

describe('withoutReplayedBlocks', () => {
  it.each([
    ['reasoning', REASONING],
    ['a tool call', TOOL_CALL],
    ['code that was run', CODE],
    ['several blocks', `${REASONING}\n${TOOL_CALL}\n\n${CODE}`],
    ['blocks on one line', `${TOOL_CALL}${TOOL_CALL}`],
    ['an indented block', `  ${REASONING}`],
    ['thoughts in tags', '<think>\nHm.\n</think>'],
    ['thoughts of other models', '<thinking>a</thinking>\n<reasoning>b</reasoning><reason>c</reason>'],
    ['more of them', '<thought>a</thought>\n<|begin_of_thought|>b<|end_of_thought|>\n◁think▷c◁/think▷'],
  ])('takes out %s', (_, block) => {
    expect(withoutReplayedBlocks(`${block}\nThe answer.`)).toBe('The answer.');
    expect(withoutReplayedBlocks(`The answer.\n\n${block}\n`)).toBe('The answer.');
    expect(withoutReplayedBlocks(`One.\n${block}\n\nTwo.`)).toBe('One.\n\nTwo.');
    expect(withoutReplayedBlocks(block)).toBe('');
  });

  it('takes out what stands in a block, blocks included', () => {
    const nested = `<details type="reasoning" done="true">\n> <details>\n> <summary>x</summary>\n> </details>\n${TOOL_CALL}\n</details>\nDone.`;
    expect(withoutReplayedBlocks(nested)).toBe('Done.');
  });

  it('takes out a block that names a tag it does not close', () => {
    const block = '<details type="reasoning" done="true">\n> Use <details> here.\n</details>';
    expect(withoutReplayedBlocks(`${block}\nUse it.\n${TOOL_CALL}\nDone.`)).toBe('Use it.\n\nDone.');
  });

  it('takes out a block that was broken off', () => {
    expect(withoutReplayedBlocks('So far.\n<details type="reasoning" done="false">\n> Hm')).toBe('So far.');
    expect(withoutReplayedBlocks('<think>\nHm, and then')).toBe('');
    expect(withoutReplayedBlocks(`${TOOL_CALL}\n<think>\nHm`)).toBe('');
  });

  it.each([
    ['an open tag after something was said', 'Models write\n<think> before they answer.'],
    ['a tag within a line', 'Models write <think>thoughts</think> so.'],
    ['details of the page itself', '<details>\n<summary>More</summary>\nText\n</details>'],
    ['details of another type', '<details type="note">\nText\n</details>'],
    ['code in a fence', `\`\`\`html\n${REASONING}\n<think>a</think>\n\`\`\`\nSee?`],
    ['code in a longer fence', `~~~~\n~~~\n<think>a</think>\n~~~~\nSee?`],
    ['code that is indented', 'Models write\n\n    <think>a</think>\n\nbefore they answer.'],
    ['code in a list', `1. Write:\n\n    \`\`\`xml\n    <think>a</think>\n    \`\`\`\n2. See?`],
    ['words that begin alike', '<thinker>\n<reasonable>\n<detailsx type="reasoning">'],
    ['white space', '  spaced \n\n\n text < more  \n'],
  ])('leaves %s', (_, text) => {
    expect(withoutReplayedBlocks(text)).toBe(text);
  });

  it('reads blocks again after a fence', () => {
    expect(withoutReplayedBlocks(`\`\`\`\nx\n\`\`\`\n<think>a</think>\nb`)).toBe('```\nx\n```\n\nb');
  });

  it.each([
    ['open tags', '<think>\n', 200_000],
    ['open tags after text', `a\n${'<think>\n'}`, 200_000],
    ['open details', '<details type="reasoning">\n', 100_000],
    ['details that do not pair', '<details type="reasoning">\n<details>\n<details>\n</details>\n', 30_000],
    ['spaces', ' '.repeat(100), 20_000],
    ['line breaks', '\n', 1_000_000],
    ['attributes without an end', '<details type="x" ', 100_000],
    ['ends', '</details>\n<think', 100_000],
  ])('takes no more than linear time for %s', (_, piece, count) => {
    // Anything quadratic would take minutes.
    const text = `a\n<think>b</think>${piece.repeat(count)}`;
    expect(withoutReplayedBlocks(text).length).toBeLessThanOrEqual(text.length);
    expect(withoutReplayedBlocks(piece.repeat(count)).length).toBeLessThanOrEqual(text.length);
  });
});

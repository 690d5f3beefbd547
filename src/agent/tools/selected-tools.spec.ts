import { describe, expect, it } from '@jest/globals';
import { SelectedTools } from './selected-tools.js';
import type { Tool } from './tool.js';
import { textResult } from './tool-result.js';

function tool(name: string): Tool {
  return { name, description: '', inputSchema: {}, execute: () => Promise.resolve(textResult(name)) };
}

describe('SelectedTools', () => {
  it('are those of the toolset that are named, in that order', () => {
    const all = [tool('a'), tool('b'), tool('c')];
    const selected = new SelectedTools({ name: 'set', tools: () => all }, ['c', 'a']);
    expect(selected.name).toBe('set');
    expect(selected.tools()).toEqual([all[2], all[0]]);
  });

  it('are the same array until the toolset has others', () => {
    let all = [tool('a')];
    const selected = new SelectedTools({ name: 'set', tools: () => all }, ['a']);
    const first = selected.tools();
    expect(selected.tools()).toBe(first);
    all = [tool('a')];
    expect(selected.tools()[0]).toBe(all[0]);
  });

  it('names the tools there are when one of the names is that of none', () => {
    const selected = new SelectedTools({ name: 'set', tools: () => [tool('a'), tool('b')] }, ['d']);
    expect(() => selected.tools()).toThrow("There is no tool named 'd'. Available: a, b.");
  });
});

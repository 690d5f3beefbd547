import { describe, expect, it } from '@jest/globals';
import { layerPrompt } from './prompt-layers.js';

describe('layerPrompt', () => {
  it("puts what the caller adds behind the agent's own prompt, in order", () => {
    expect(layerPrompt('Core.', ['First.', 'Second.'])).toBe('Core.\n\nFirst.\n\nSecond.');
  });

  it('leaves out what is empty, and the white space around the rest', () => {
    expect(layerPrompt(' Core.\n', ['', '  \n', '\nAdded. '])).toBe('Core.\n\nAdded.');
    expect(layerPrompt('', ['Added.'])).toBe('Added.');
  });

  it('is nothing where there is nothing to say', () => {
    expect(layerPrompt('', [' '])).toBeUndefined();
  });
});

import { describe, expect, it } from '@jest/globals';
import { NONE_OFFERED } from './offered-tools.js';
import { NO_TOOLS, toolsOfStep } from './tool-choice.js';

describe('toolsOfStep', () => {
  it.each([{ type: 'required' }, { type: 'tool', toolName: 'search' }] as const)(
    'demands nothing of a later step whose tools have gone meanwhile: %j',
    (toolChoice) => {
      expect(toolsOfStep({ toolChoice }, NONE_OFFERED, 1)).toBe(NO_TOOLS);
      expect(() => toolsOfStep({ toolChoice }, NONE_OFFERED, 0)).toThrow();
    },
  );
});

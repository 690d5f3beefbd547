import { describe, expect, it } from '@jest/globals';
import { interpolate } from './compose-file.js';

describe('interpolate', () => {
  it('fills in variables as Docker Compose does', () => {
    const environment = { SET: 'value', EMPTY: '' };
    expect(
      interpolate('${SET} ${SET:-x} ${EMPTY:-x} ${EMPTY-x}| ${UNSET:-} ${UNSET-x} $$', environment),
    ).toBe('value value x |  x $');
  });

  it('refuses what it does not know', () => {
    expect(() => interpolate('${SET:?message}', {})).toThrow('is not ${NAME:-default}');
  });
});

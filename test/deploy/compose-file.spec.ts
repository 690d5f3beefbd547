import { describe, expect, it } from '@jest/globals';
import { interpolate } from './compose-file.js';

describe('interpolate', () => {
  it('fills in variables as Docker Compose does', () => {
    const environment = { SET: 'value', EMPTY: '' };
    expect(
      interpolate('${SET} ${SET:-x} ${EMPTY:-x} ${EMPTY-x}| ${UNSET:-} ${UNSET-x} $$', environment),
    ).toBe('value value x |  x $');
  });

  it('fills in what stands inside another', () => {
    const text = '${A:-${B:+http://${C:-host}:1/}}|${B:+x{y}}';
    expect(interpolate(text, {})).toBe('|');
    expect(interpolate(text, { B: '1' })).toBe('http://host:1/|x{y}');
    expect(interpolate(text, { B: '1', C: 'c' })).toBe('http://c:1/|x{y}');
    expect(interpolate(text, { A: 'a', B: '' })).toBe('a|');
  });

  it('refuses what it does not know', () => {
    expect(() => interpolate('${SET:?message}', {})).toThrow('is not ${NAME:-default}');
    expect(() => interpolate('${SET:-', {})).toThrow('is not closed');
    expect(() => interpolate('$SET', {})).toThrow('is not');
  });
});

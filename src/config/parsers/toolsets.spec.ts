import { describe, expect, it } from '@jest/globals';
import { Rejection } from './parser.js';
import { parseToolsets } from './toolsets.js';

const context = { directory: '/srv', checkFile: () => undefined };

describe('parseToolsets', () => {
  it.each([
    ['time,web', ['time', 'web']],
    [' Terminal , files,', ['terminal', 'files']],
    ['web,web', ['web']],
    ['none', []],
    ['NONE', []],
  ])('reads %j', (text, toolsets) => {
    expect(parseToolsets(text, context)).toEqual(toolsets);
  });

  it.each([
    ['shell', '"shell" is no toolset'],
    ['time,treminal', '"treminal" is no toolset (did you mean terminal?)'],
    ['none,time', '"none" is no toolset'],
  ])('refuses %j, and names what is allowed', (text, rule) => {
    const rejection = parseToolsets(text, context) as Rejection;
    expect(rejection).toBeInstanceOf(Rejection);
    expect(rejection.rule).toContain('time, web, memory, files, terminal');
    expect(rejection.rule).toContain(rule);
  });
});

import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { loadConfiguration } from './load-configuration.js';
import { allVariables } from './variables.js';

const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
const lines = text.split('\n');
const shown = new Map(
  lines.flatMap((line) => {
    const [, name, value = ''] = /^#([A-Z_]+)=(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, value] as const];
  }),
);

describe('.env.example', () => {
  it('names exactly the variables that are read, each once', () => {
    const names = lines.flatMap((line) => /^#?([A-Z_]+)=/.exec(line)?.[1] ?? []);
    expect(names.toSorted()).toEqual(allVariables.map(({ name }) => name).toSorted());
  });

  it('shows the default of each variable', () => {
    const defaults = allVariables.map((variable) => [variable.name, variable.default ?? '']);
    expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(defaults));
  });

  it('explains each variable in the line above it', () => {
    for (const [index, line] of lines.entries()) {
      if (/^#[A-Z_]+=/.test(line)) expect(lines[index - 1]).toMatch(/^# \S.*[^ ]$/);
    }
  });

  it('changes nothing when it is copied as it is', () => {
    expect(parseEnv(text)).toEqual({});
  });

  it('changes nothing when every line is uncommented', () => {
    expect(loadConfiguration(Object.fromEntries(shown))).toEqual(loadConfiguration({}));
  });
});

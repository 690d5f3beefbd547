import { tmpdir } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { InMemoryMemoryStore } from '../agent/tools/memory/in-memory-memory-store.js';
import { loadConfiguration } from '../config/load-configuration.js';
import { builtInToolsets, ConfiguredToolsets } from './toolsets.js';

const FACTORIES = builtInToolsets(new InMemoryMemoryStore());
const NAMES = ['time', 'web', 'memory', 'files', 'terminal'] as const;
const configuration = loadConfiguration({ AGENT_WORKSPACE: tmpdir() });

describe('ConfiguredToolsets', () => {
  it.each(NAMES)('gives the same tools of %s every time, so that they are put together once', (name) => {
    const toolset = FACTORIES[name](configuration);
    expect(toolset.tools().length).toBeGreaterThan(0);
    expect(toolset.tools()).toBe(toolset.tools());
  });

  it('makes a toolset once, however many agents use it', () => {
    const toolsets = new ConfiguredToolsets(configuration, FACTORIES);
    expect(toolsets.get(['time', 'memory'])[1]).toBe(toolsets.get(['memory'])[0]);
  });
});

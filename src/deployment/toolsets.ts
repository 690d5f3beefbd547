import { filesToolset } from '../agent/tools/files/files.toolset.js';
import type { MemoryStore } from '../agent/tools/memory/memory-store.js';
import { memoryToolset } from '../agent/tools/memory/memory.toolset.js';
import { terminalEnvironment } from '../agent/tools/terminal/terminal-environment.js';
import { terminalToolset } from '../agent/tools/terminal/terminal.toolset.js';
import { timeToolset } from '../agent/tools/time/time.toolset.js';
import { webToolset } from '../agent/tools/web/web.toolset.js';
import type { Toolset } from '../agent/tools/tool.js';
import type { Configuration, ToolsetName } from '../config/configuration.js';
import { readEnvironment } from '../config/environment.js';

/** Makes a toolset for all agents that name it. */
type ToolsetFactory = (configuration: Configuration) => Toolset;

/** A command that takes too long is ended in time for what it has written to be read. */
const SHARE_OF_TOOL_TIME = 0.9;
const LONGEST_COMMAND_MS = 110_000;

/** What makes each built-in toolset. */
export type ToolsetFactories = Readonly<Record<ToolsetName, ToolsetFactory>>;

/** The built-in toolsets; what is to be remembered goes to the store. */
export function builtInToolsets(memoryStore: MemoryStore): ToolsetFactories {
  return {
    time: () => timeToolset(),
    web: () => webToolset(),
    memory: () => memoryToolset(memoryStore),
    files: ({ agent: { workspaceDirectory } }) => filesToolset({ workspaceDirectory }),
    terminal: ({ agent: { workspaceDirectory, toolTimeoutMs } }) =>
      terminalToolset({
        workspaceDirectory,
        environment: terminalEnvironment(readEnvironment()),
        timeoutMs: Math.min(LONGEST_COMMAND_MS, toolTimeoutMs * SHARE_OF_TOOL_TIME),
      }),
  };
}

/** Makes toolsets by name: each once, however many agents use it. */
export class ConfiguredToolsets {
  private readonly toolsets = new Map<ToolsetName, Toolset>();

  constructor(
    private readonly configuration: Configuration,
    private readonly factories: ToolsetFactories,
  ) {}

  get(names: readonly ToolsetName[]): Toolset[] {
    return names.map((name) => this.find(name));
  }

  private find(name: ToolsetName): Toolset {
    const toolset = this.toolsets.get(name) ?? this.factories[name](this.configuration);
    this.toolsets.set(name, toolset);
    return toolset;
  }
}

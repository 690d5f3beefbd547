import { filesToolset } from '../agent/tools/files/files.toolset.js';
import { terminalEnvironment } from '../agent/tools/terminal/terminal-environment.js';
import { terminalToolset } from '../agent/tools/terminal/terminal.toolset.js';
import type { Toolset } from '../agent/tools/tool.js';
import type { Configuration, ToolsetName } from '../config/configuration.js';
import { readEnvironment } from '../config/environment.js';

/** Makes a toolset for all agents that name it. */
type ToolsetFactory = (configuration: Configuration) => Toolset;

/** What makes each built-in toolset. */
export type ToolsetFactories = Readonly<Partial<Record<ToolsetName, ToolsetFactory>>>;

/** The built-in toolsets of this version. */
export const BUILT_IN_TOOLSETS: ToolsetFactories = {
  files: ({ agent: { workspaceDirectory } }) => filesToolset({ workspaceDirectory }),
  terminal: ({ agent: { workspaceDirectory } }) =>
    terminalToolset({ workspaceDirectory, environment: terminalEnvironment(readEnvironment()) }),
};

/** Makes toolsets by name: each once, however many agents use it. */
export class ConfiguredToolsets {
  private readonly toolsets = new Map<ToolsetName, Toolset>();

  constructor(
    private readonly configuration: Configuration,
    private readonly factories: ToolsetFactories,
  ) {}

  get(names: readonly ToolsetName[]): Toolset[] {
    return names.flatMap((name) => this.find(name) ?? []);
  }

  private find(name: ToolsetName): Toolset | undefined {
    const toolset = this.toolsets.get(name) ?? this.factories[name]?.(this.configuration);
    if (toolset !== undefined) this.toolsets.set(name, toolset);
    return toolset;
  }
}

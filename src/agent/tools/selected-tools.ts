import type { Tool, Toolset } from './tool.js';

/** Some of a toolset's tools, by name. */
export class SelectedTools implements Toolset {
  private all: readonly Tool[] | undefined;
  private selected: readonly Tool[] = [];

  constructor(
    private readonly toolset: Toolset,
    private readonly names: readonly string[],
  ) {}

  get name(): string {
    return this.toolset.name;
  }

  /** Throws where one of the names is that of no tool. */
  tools(): readonly Tool[] {
    const all = this.toolset.tools();
    if (all !== this.all) {
      this.selected = this.names.map((name) => find(all, name));
      this.all = all;
    }
    return this.selected;
  }
}

function find(tools: readonly Tool[], name: string): Tool {
  const tool = tools.find((candidate) => candidate.name === name);
  if (tool !== undefined) return tool;
  const names = tools.map((candidate) => candidate.name).join(', ');
  throw new Error(`There is no tool named '${name}'. Available: ${names === '' ? 'none' : names}.`);
}

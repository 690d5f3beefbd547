import type { Tool, Toolset } from './tool.js';

/** Every tool under the name by which the model calls it. */
export function resolveToolNames(toolsets: readonly Toolset[]): ReadonlyMap<string, Tool> {
  return new Map(toolsets.flatMap((toolset) => toolset.tools().map((tool) => [tool.name, tool])));
}

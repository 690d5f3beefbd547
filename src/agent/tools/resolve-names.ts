import type { Tool, Toolset } from './tool.js';

/** Every tool under the name by which the model calls it. Throws where two have the same name. */
export function resolveToolNames(toolsets: readonly Toolset[]): ReadonlyMap<string, Tool> {
  return new Map(toolsets.flatMap((toolset) => toolset.tools().map((tool) => [tool.name, tool])));
}

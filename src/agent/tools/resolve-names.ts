import { prefixed, unusedName } from './mcp/tool-name.js';
import type { Tool, Toolset } from './tool.js';

interface OwnedTool {
  readonly tool: Tool;
  readonly toolset: Toolset;
}

/**
 * The tools of all toolsets under names that are unique, each `Tool` with the name it is found by. A name that several
 * toolsets have becomes `toolset_name` on those from MCP servers. Throws when two other toolsets have the same name,
 * which is a mistake in the code that defines them.
 */
export function resolveToolNames(toolsets: readonly Toolset[]): Map<string, Tool> {
  const byName = Map.groupBy(
    toolsets.flatMap((toolset) => toolset.tools().map((tool): OwnedTool => ({ tool, toolset }))),
    ({ tool }) => tool.name,
  );
  const resolved = new Map<string, Tool>();
  const collided: OwnedTool[] = [];
  for (const [name, owned] of byName) {
    const kept = owned.length === 1 ? owned[0] : ownTool(name, owned);
    if (kept !== undefined) resolved.set(name, kept.tool);
    collided.push(...owned.filter((other) => other !== kept));
  }
  for (const { tool, toolset } of collided) {
    const name = unusedName(prefixed(toolset.name, tool.name), (taken) => resolved.has(taken));
    resolved.set(name, renamed(tool, name));
  }
  return resolved;
}

function ownTool(name: string, owned: readonly OwnedTool[]): OwnedTool | undefined {
  const [own, other] = owned.filter(({ toolset }) => toolset.kind !== 'mcp');
  if (own !== undefined && other !== undefined) {
    throw new Error(
      `The toolsets '${own.toolset.name}' and '${other.toolset.name}' both have a tool named '${name}'. Rename one of them.`,
    );
  }
  return own;
}

function renamed(tool: Tool, name: string): Tool {
  const { description, inputSchema, origin } = tool;
  return {
    name,
    description,
    inputSchema,
    ...(origin && { origin }),
    execute: (input, context) => tool.execute(input, context),
  };
}

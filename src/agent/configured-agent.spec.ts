import { describe, expect, it } from '@jest/globals';
import { ConfiguredAgent } from './configured-agent.js';
import { DemoLanguageModel } from './language-models/demo/demo-language-model.js';
import { McpServers } from './tools/mcp/mcp-servers.js';
import type { Tool, Toolset } from './tools/tool.js';
import { textResult } from './tools/tool-result.js';

const NO_HOST_TOOLS = { providerTools: undefined, mcpServers: undefined };
const model = new DemoLanguageModel();

function tool(name: string): Tool {
  return { name, description: '', inputSchema: {}, execute: () => Promise.resolve(textResult(name)) };
}

function toolset(name: string, ...tools: string[]): Toolset {
  const made = tools.map(tool);
  return { name, tools: () => made };
}

function namesOf({ tools }: ConfiguredAgent): string[] {
  return [...tools.current.byName.keys()];
}

describe('ConfiguredAgent', () => {
  it('has what the module says where its definition says nothing', () => {
    const agent = new ConfiguredAgent({ id: 'a', model }, { maxSteps: 3 }, NO_HOST_TOOLS);
    expect(agent.limits).toMatchObject({ maxSteps: 3, toolTimeoutMs: 120_000 });
    const own = new ConfiguredAgent(
      { id: 'a', model, limits: { maxSteps: 1 } },
      { maxSteps: 3 },
      NO_HOST_TOOLS,
    );
    expect(own.limits.maxSteps).toBe(1);
  });

  it("has the tools of its toolsets, and those of the host's providers that it names", () => {
    const hostTools = { ...NO_HOST_TOOLS, providerTools: toolset('provider', 'find_order', 'refund') };
    const definition = { id: 'a', model, toolsets: [toolset('time', 'current_time')] };
    expect(namesOf(new ConfiguredAgent(definition, {}, hostTools))).toEqual([
      'current_time',
      'find_order',
      'refund',
    ]);
    const choosy = new ConfiguredAgent({ ...definition, providerTools: ['refund'] }, {}, hostTools);
    expect(namesOf(choosy)).toEqual(['current_time', 'refund']);
  });

  it('cannot be made with an MCP server that nobody has', () => {
    const hostTools = { ...NO_HOST_TOOLS, mcpServers: new McpServers({}) };
    expect(() => new ConfiguredAgent({ id: 'a', model, mcpServers: ['github'] }, {}, hostTools)).toThrow(
      "There is no MCP server named 'github'",
    );
  });

  it('says at the start whose tools contradict each other', () => {
    const toolsets = [toolset('one', 'search'), toolset('two', 'search')];
    const agent = new ConfiguredAgent({ id: 'twice', model, toolsets }, {}, NO_HOST_TOOLS);
    expect(() => agent.checkTools()).toThrow(
      "The agent 'twice' cannot use its tools: The toolsets 'one' and 'two' both have a tool named 'search'.",
    );
  });
});

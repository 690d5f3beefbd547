import { describe, expect, it } from '@jest/globals';
import { resolveToolNames } from './resolve-names.js';
import { textResult } from './tool-result.js';
import type { Tool, ToolContext, Toolset } from './tool.js';

describe('resolveToolNames', () => {
  it('leaves names alone that occur once', () => {
    const tools = resolveToolNames([own('built-in', 'read'), mcp('files', 'write'), mcp('git', 'log')]);
    expect([...tools.keys()]).toEqual(['read', 'write', 'log']);
  });

  it('puts the names of the servers in front of a tool that several servers have', () => {
    const tools = resolveToolNames([mcp('files', 'search', 'read'), mcp('web', 'search')]);
    expect([...tools.keys()].sort()).toEqual(['files_search', 'read', 'web_search']);
  });

  it('gives each renamed tool its new name, and runs the tool it stands for', async () => {
    const tools = resolveToolNames([mcp('files', 'search'), mcp('web', 'search')]);
    const tool = tools.get('web_search');
    expect(tool).toMatchObject({ name: 'web_search', origin: { kind: 'mcp', server: 'web' } });
    expect(await tool?.execute({}, {} as ToolContext)).toEqual(textResult('web search'));
  });

  it('leaves its plain name to a tool that is not from a server', () => {
    const tools = resolveToolNames([mcp('web', 'search'), own('built-in', 'search')]);
    expect([...tools].map(([name, tool]) => [name, tool.origin?.server])).toEqual([
      ['search', undefined],
      ['web_search', 'web'],
    ]);
  });

  it('refuses two tools of the same name that are not from servers, naming both toolsets', () => {
    expect(() => resolveToolNames([own('notes', 'search'), own('web', 'search')])).toThrow(
      "The toolsets 'notes' and 'web' both have a tool named 'search'. Rename one of them.",
    );
  });

  it('finds another name where a prefixed one is taken', () => {
    const tools = resolveToolNames([
      own('built-in', 'web_search'),
      mcp('web', 'search'),
      mcp('files', 'search'),
    ]);
    expect([...tools.keys()].sort()).toEqual(['files_search', 'web_search', 'web_search_2']);
  });

  it('tells apart servers whose names differ only in letters that names may not have', () => {
    const tools = resolveToolNames([mcp('my files', 'read'), mcp('my.files', 'read')]);
    expect([...tools.keys()]).toEqual(['my_files_read', 'my_files_read_2']);
  });
});

function own(name: string, ...toolNames: string[]): Toolset {
  const tools = toolNames.map((toolName) => tool(toolName, `${name} ${toolName}`));
  return { name, tools: () => tools };
}

function mcp(name: string, ...toolNames: string[]): Toolset {
  const tools = toolNames.map((toolName) => ({
    ...tool(toolName, `${name} ${toolName}`),
    origin: { kind: 'mcp', server: name } as const,
  }));
  return { name, kind: 'mcp', tools: () => tools };
}

function tool(name: string, answer: string): Tool {
  return {
    name,
    description: '',
    inputSchema: { type: 'object' },
    execute: () => Promise.resolve(textResult(answer)),
  };
}

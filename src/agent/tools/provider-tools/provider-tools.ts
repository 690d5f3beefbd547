import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Tool, Toolset } from '../tool.js';
import { type DeclaredTool, declaredTools, describeMethod, withoutRepetitions } from './declared-tools.js';
import { inputClassOf } from './input-class.js';
import { ProviderTool } from './provider-tool.js';
import { providerInstance } from './provider-instance.js';

const TOOL_NAME = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * The `@AgentTool` methods of all providers and controllers of the application, found when it starts. The start fails,
 * with every problem in its message, when two tools have one name, or when a name or an input cannot be used.
 *
 * @publicApi
 */
@Injectable()
export class ProviderTools implements Toolset, OnModuleInit {
  readonly name = 'provider';
  private found: readonly Tool[] | undefined;

  constructor(@Inject(DiscoveryService) private readonly discovery: DiscoveryService) {}

  /** Throws before the application has started. */
  tools(): readonly Tool[] {
    if (this.found !== undefined) return this.found;
    throw new Error(
      'The tools of the providers are found when the application starts: call app.init() first.',
    );
  }

  async onModuleInit(): Promise<void> {
    const wrappers = [...this.discovery.getProviders(), ...this.discovery.getControllers()];
    const declared = withoutRepetitions(wrappers.flatMap(declaredTools));
    // Applications without such tools, most of all, do not wait for the validators.
    this.found = declared.length === 0 ? [] : await toTools(declared);
  }
}

async function toTools(declared: readonly DeclaredTool[]): Promise<readonly Tool[]> {
  const { inputSchemaOf } = await import('./input-schema/input-schema.js');
  const problems = sharedNames(declared);
  const tools = declared.flatMap((tool) => {
    const { name, description, method } = tool.declaration;
    try {
      if (!TOOL_NAME.test(name)) {
        throw new Error(`'${name}' is no name for a tool: use 1 to 64 letters, digits, _ and -.`);
      }
      const inputClass = inputClassOf(tool.declaringPrototype, tool.declaration);
      const inputSchema = inputSchemaOf(inputClass);
      const instanceFor = providerInstance(tool.wrapper);
      return [new ProviderTool({ name, description, method, inputClass, inputSchema, instanceFor })];
    } catch (error) {
      problems.push(`${describeMethod(tool)}: ${error instanceof Error ? error.message : String(error)}`);
      return [];
    }
  });
  if (problems.length > 0)
    throw new Error(['@AgentTool cannot be used like this:', ...problems].join('\n- '));
  return tools;
}

function sharedNames(declared: readonly DeclaredTool[]): string[] {
  const byName = Map.groupBy(declared, ({ declaration }) => declaration.name);
  return [...byName]
    .filter(([, tools]) => tools.length > 1)
    .map(
      ([name, tools]) =>
        `${tools.map(describeMethod).join(' and ')} are both named '${name}'; give one another name.`,
    );
}

import type { DiscoveryService } from '@nestjs/core';
import { ownDeclarations, type ToolDeclaration } from './agent-tool.decorator.js';

/** A provider or controller, as Nest keeps it. */
export type ProviderWrapper = ReturnType<DiscoveryService['getProviders']>[number];

/** A tool of one provider, which its class declares or inherits. */
export interface DeclaredTool {
  readonly declaration: ToolDeclaration;
  /** Of the class that has the decorator. */
  readonly declaringPrototype: object;
  /** Of the provider's own class. */
  readonly prototype: object;
  readonly wrapper: ProviderWrapper;
}

/** The tools of one provider, those of its class's ancestors included. */
export function declaredTools(wrapper: ProviderWrapper): DeclaredTool[] {
  const prototype = prototypeOf(wrapper);
  if (prototype === undefined) return [];
  const byMethod = new Map<string, DeclaredTool>();
  for (const declaringPrototype of chainOf(prototype)) {
    for (const declaration of ownDeclarations(declaringPrototype)) {
      const { method } = declaration;
      // A class that decorates a method again has the last word.
      if (!byMethod.has(method))
        byMethod.set(method, { declaration, declaringPrototype, prototype, wrapper });
    }
  }
  return [...byMethod.values()];
}

/**
 * Keeps one of several providers that offer the same declaration, be it that a class is provided twice, or a class
 * and one that extends it: the first of the most derived class.
 */
export function withoutRepetitions(tools: readonly DeclaredTool[]): DeclaredTool[] {
  const kept: DeclaredTool[] = [];
  for (const tool of tools) {
    const index = kept.findIndex(
      (other) => other.declaration === tool.declaration && areRelated(other, tool),
    );
    const other = kept[index];
    if (other === undefined) kept.push(tool);
    else if (isDerived(tool, other)) kept[index] = tool;
  }
  return kept;
}

/** Class and method, as messages name them. */
export function describeMethod({ prototype, declaration }: DeclaredTool): string {
  return `${prototype.constructor.name}.${declaration.method}`;
}

function areRelated(one: DeclaredTool, other: DeclaredTool): boolean {
  return one.prototype === other.prototype || isDerived(one, other) || isDerived(other, one);
}

function isDerived(tool: DeclaredTool, from: DeclaredTool): boolean {
  return Object.prototype.isPrototypeOf.call(from.prototype, tool.prototype);
}

/** Undefined for aliases, for values without a class and for factories that have yet to run. */
function prototypeOf(wrapper: ProviderWrapper): object | undefined {
  if (wrapper.isAlias) return undefined;
  const instance = wrapper.instance as unknown;
  if (typeof instance === 'object' && instance !== null) {
    return (Object.getPrototypeOf(instance) as object | null) ?? undefined;
  }
  if (wrapper.isFactory) return undefined;
  return (wrapper.metatype?.prototype as object | undefined) ?? undefined;
}

function* chainOf(prototype: object): Generator<object> {
  let next: object | null = prototype;
  while (next !== null && next !== Object.prototype) {
    yield next;
    next = Object.getPrototypeOf(next) as object | null;
  }
}

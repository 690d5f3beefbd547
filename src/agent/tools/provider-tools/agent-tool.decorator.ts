import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import type { ToolContext } from '../tool.js';

/**
 * What the model is told about a tool.
 *
 * @publicApi
 */
export interface AgentToolOptions<Input extends object = object> {
  /** 1 to 64 letters, digits, `_` and `-`. Default: the method's name in snake_case. */
  readonly name?: string;
  /** What the tool does and when to use it; the model decides by it. */
  readonly description: string;
  /**
   * The class of the method's first parameter. Default: what the compiler recorded (`emitDecoratorMetadata`); builds
   * that record nothing, such as esbuild's, need it.
   */
  readonly input?: Type<Input>;
}

/** One decorated method, as its class declares it. */
export interface ToolDeclaration {
  readonly method: string;
  readonly name: string;
  readonly description: string;
  readonly input?: Type<object>;
}

// A global symbol, so that two copies of this package in one process find each other's tools.
const DECLARATIONS = Symbol.for('hermes-agent-server.agent-tools');

/**
 * Makes a method of a provider a tool of the agents. The method takes nothing, or an instance of one DTO class and
 * the call's {@link ToolContext}. Its arguments are validated first. It returns the result, a Promise of it, or an
 * Observable or async iterable, whose last value is the result and whose values before are progress. The method
 * itself is left as it is.
 *
 * @publicApi
 */
export function AgentTool<Input extends object = never>(options: AgentToolOptions<Input>) {
  return <Method extends AnyMethod>(
    target: object,
    method: string,
    _descriptor: TypedPropertyDescriptor<Method> & MethodCheck<Parameters<Method>, Input>,
  ): void => {
    if (typeof target === 'function') {
      throw new TypeError(
        `@AgentTool: ${target.name}.${method} is static; tools are methods of a provider's instance.`,
      );
    }
    const { name = toSnakeCase(method), description, input } = options;
    const declaration = { method, name, description, ...(input !== undefined && { input }) };
    Reflect.defineMetadata(DECLARATIONS, [...ownDeclarations(target), declaration], target);
  };
}

/** The tools that the class of this prototype declares itself. */
export function ownDeclarations(prototype: object): readonly ToolDeclaration[] {
  return (Reflect.getOwnMetadata(DECLARATIONS, prototype) as readonly ToolDeclaration[] | undefined) ?? [];
}

type AnyMethod = (...parameters: never[]) => unknown;

/** `unknown` for a method that can be a tool; otherwise a type that nothing fits and that says why. */
type MethodCheck<Parameters extends readonly unknown[], Input> = Parameters extends []
  ? unknown
  : Parameters extends [infer First, ...infer Rest]
    ? IsInputType<First> extends false
      ? Misuse<'the first parameter of an @AgentTool method is an instance of one DTO class'>
      : [Input] extends [First]
        ? Rest extends []
          ? unknown
          : [ToolContext] extends Rest
            ? unknown
            : Misuse<'the second and last parameter of an @AgentTool method is a ToolContext'>
        : Misuse<'the `input` of @AgentTool is the class of the first parameter'>
    : Misuse<'the first parameter of an @AgentTool method is required'>;

/** Classes cannot be told from interfaces here; what is certainly no DTO class is refused. */
type IsInputType<T> = 0 extends 1 & T
  ? false
  : [T] extends [object]
    ? [T] extends [readonly unknown[] | AnyMethod | Date | ToolContext]
      ? false
      : string extends keyof T
        ? false
        : true
    : false;

declare const MISUSE: unique symbol;

interface Misuse<Reason extends string> {
  readonly [MISUSE]: Reason;
}

function toSnakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}

import type { Type } from '@nestjs/common';
import type { ToolDeclaration } from './agent-tool.decorator.js';
import { NoInput } from './no-input.js';

/** What the compiler records for types that do not exist at run time, or that are no DTO. */
const NOT_DTO_CLASSES: ReadonlySet<unknown> = new Set([
  Object,
  String,
  Number,
  Boolean,
  Array,
  Function,
  Symbol,
  BigInt,
  Promise,
  Date,
  Map,
  Set,
]);

/**
 * The class of a tool's arguments, or undefined for a method without parameters. Throws an error that says what to
 * do when it cannot be known.
 */
export function inputClassOf(
  prototype: object,
  { method, input }: ToolDeclaration,
): Type<object> | undefined {
  if (input !== undefined) return input;
  const parameters = Reflect.getOwnMetadata('design:paramtypes', prototype, method) as
    readonly unknown[] | undefined;
  if (parameters === undefined) {
    if ((prototype as Record<string, () => unknown>)[method]?.length === 0) return undefined;
    throw new Error(
      'the class of its first parameter is not recorded by this build (no emitDecoratorMetadata); ' +
        'name it: @AgentTool({ …, input: TheDto }).',
    );
  }
  if (parameters.length === 0) return undefined;
  const [first] = parameters;
  if (typeof first !== 'function' || NOT_DTO_CLASSES.has(first)) {
    const seen = typeof first === 'function' ? first.name : String(first);
    throw new Error(
      `its first parameter is no DTO class at run time (it is seen as ${seen}). Use a class, imported without ` +
        `\`import type\`, or name it: @AgentTool({ …, input: TheDto }). Without arguments, use ${NoInput.name}.`,
    );
  }
  return first as Type<object>;
}

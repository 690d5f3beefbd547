import type { JSONObject, JSONSchema7 } from '@ai-sdk/provider';
import type { Type } from '@nestjs/common';
import type { Tool, ToolContext, ToolResult } from '../tool.js';
import { errorResult } from '../tool-result.js';
import { outcomeOf } from './tool-outcome.js';

/** What a {@link ProviderTool} is made of. */
export interface ProviderToolParts {
  readonly name: string;
  readonly description: string;
  readonly method: string;
  readonly inputClass: Type<object> | undefined;
  readonly inputSchema: JSONSchema7;
  /** The provider to call the method on, for this call. */
  readonly instanceFor: (context: ToolContext) => unknown;
}

type ToolMethod = (input?: object, context?: ToolContext) => unknown;

/** A method of a provider as a tool. */
export class ProviderTool implements Tool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JSONSchema7;

  constructor(private readonly parts: ProviderToolParts) {
    this.name = parts.name;
    this.description = parts.description;
    this.inputSchema = parts.inputSchema;
  }

  async execute(json: JSONObject, context: ToolContext): Promise<ToolResult> {
    context.signal.throwIfAborted();
    const { inputClass } = this.parts;
    if (inputClass === undefined) return this.call(context);
    // Start-up has no use for the transformer.
    const { readInput } = await import('./read-input.js');
    const read = await readInput(inputClass, json);
    if (read.valid) return this.call(context, read.input);
    return errorResult(
      ['The arguments are not valid; mend them and call again:', ...read.problems].join('\n- '),
    );
  }

  private async call(context: ToolContext, input?: object): Promise<ToolResult> {
    const instance = (await this.parts.instanceFor(context)) as Record<string, ToolMethod>;
    context.signal.throwIfAborted();
    const { method } = this.parts;
    const returned = input === undefined ? instance[method]?.() : instance[method]?.(input, context);
    // `report` may be a method of the context.
    return outcomeOf(returned, { signal: context.signal, report: (text) => context.report(text) });
  }
}

import type { LanguageModelV4FunctionTool } from '@ai-sdk/provider';
import { Logger } from '@nestjs/common';
import type { Tool, Toolset } from '../tools/tool.js';

/** The tools of an agent at one moment. */
export interface OfferedTools {
  readonly byName: ReadonlyMap<string, Tool>;
  /** The same, as a model is told of them. */
  readonly definitions: readonly LanguageModelV4FunctionTool[];
}

/** For a model that can use none. */
export const NONE_OFFERED: OfferedTools = { byName: new Map(), definitions: [] };
const logger = new Logger('Tools');

/** Puts the tools of an agent's toolsets together, anew only when one of them has changed. */
export class AgentTools {
  private last: readonly (readonly Tool[])[] | undefined;
  private offered: OfferedTools = NONE_OFFERED;
  private withdrawn = false;

  constructor(
    private readonly toolsets: readonly Toolset[],
    private readonly resolveNames: (toolsets: readonly Toolset[]) => ReadonlyMap<string, Tool>,
  ) {}

  /** The tools there are now. */
  get current(): OfferedTools {
    if (this.withdrawn) return NONE_OFFERED;
    const { last } = this;
    // Toolsets give the same array until something changes, so that a run without news costs next to nothing.
    if (last === undefined || this.toolsets.some((toolset, index) => toolset.tools() !== last[index])) {
      this.last = this.toolsets.map((toolset) => toolset.tools());
      this.offered = offer(this.resolveNames(this.toolsets));
    }
    return this.offered;
  }

  /** Offers no tools from now on, because the model cannot use any. */
  withdraw(reason: string): void {
    if (this.withdrawn) return;
    this.withdrawn = true;
    logger.warn(
      `The agent goes on without its tools until the next start, because its model cannot use them. ${reason}`,
    );
  }
}

function offer(byName: ReadonlyMap<string, Tool>): OfferedTools {
  const definitions = [...byName].map(
    ([name, { description, inputSchema }]): LanguageModelV4FunctionTool => ({
      type: 'function',
      name,
      description,
      inputSchema,
    }),
  );
  return { byName, definitions };
}

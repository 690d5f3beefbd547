import type { LanguageModelV4 } from '@ai-sdk/provider';

/** One agent: who it is and what it thinks with. */
export interface AgentDefinition {
  /** How clients name it in `model`. */
  readonly id: string;
  readonly description?: string;
  /** What every run begins with, before anything the caller adds. Default: `DEFAULT_PROMPT`. */
  readonly prompt?: string;
  readonly model: LanguageModelV4 | LanguageModelSource;
}

/** A model that may not be known yet when the agent is defined, e.g. the first one that an upstream lists. */
export interface LanguageModelSource {
  /** The model once it is known; before that a Promise of it, which rejects with an `AgentError`. */
  get(): LanguageModelV4 | Promise<LanguageModelV4>;
}

/** Whether the model has yet to be asked for. */
export function isSource(model: LanguageModelV4 | LanguageModelSource): model is LanguageModelSource {
  return 'get' in model;
}

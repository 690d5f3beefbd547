import type {
  JSONObject,
  LanguageModelV4FunctionTool,
  LanguageModelV4Message,
  LanguageModelV4ToolChoice,
} from '@ai-sdk/provider';

/**
 * A message of the conversation: everything but system messages, which are {@link AgentRequest.instructions}.
 *
 * @publicApi
 */
export type ConversationMessage = Exclude<LanguageModelV4Message, { role: 'system' }>;

/**
 * What one run is asked to do. Nothing in it is specific to a wire format.
 *
 * @publicApi
 */
export interface AgentRequest {
  /** Which agent answers. */
  readonly agentId: string;
  /** What the caller adds to the agent's own prompt, in order. */
  readonly instructions: readonly string[];
  /** The conversation so far, oldest first. The run does not change it and does not copy it. */
  readonly messages: readonly ConversationMessage[];
  readonly settings: GenerationSettings;
  readonly responseFormat?: ResponseFormat;
  /** Tools that the caller executes: a call to one ends the run with the finish reason `tool-calls`. */
  readonly tools?: readonly LanguageModelV4FunctionTool[];
  /** Which tool the model is to call, of the agent's and these; `none` keeps it from calling any. */
  readonly toolChoice?: LanguageModelV4ToolChoice;
  /** False: the model is asked for one call at a time, and the agent's tools run one after the other. */
  readonly parallelToolCalls?: boolean;
  /** The most calls of the agent's own tools in this run; when the model asks for more, it has to answer without. */
  readonly maxToolCalls?: number;
  /**
   * Whether `messages` hold what the agent itself did in earlier runs, its tool calls and their results; otherwise it
   * puts back what it remembers of a run that ended with calls for the client. Default: false.
   */
  readonly hasOwnSteps?: boolean;
  /**
   * Options that the agent does not interpret, handed to the model as they are (`top_k`, `logit_bias`, …).
   * Their names are those of the model's own API.
   */
  readonly modelOptions?: JSONObject;
}

/**
 * Sampling settings; what is absent is left to the model.
 *
 * @publicApi
 */
export interface GenerationSettings {
  readonly maxOutputTokens?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly presencePenalty?: number;
  readonly frequencyPenalty?: number;
  readonly stopSequences?: readonly string[];
  readonly seed?: number;
  readonly reasoningEffort?: ReasoningEffort;
}

/**
 * How long a reasoning model is to think.
 *
 * @publicApi
 */
export type ReasoningEffort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';

/**
 * The form the answer must have; absent means text.
 *
 * @publicApi
 */
export type ResponseFormat =
  | { readonly type: 'json' }
  | {
      readonly type: 'json-schema';
      readonly name: string;
      readonly description?: string;
      readonly schema: JSONObject;
      readonly strict?: boolean;
    };

/** What a response consists of, in the order in which it came; each item keeps its id wherever it is told. */
export type OutputItem = MessageItem | ReasoningItem | FunctionCallItem | McpCallItem | CompactionItem;

type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

/** What the model wrote in one step. */
export interface MessageItem {
  readonly type: 'message';
  readonly id: string;
  readonly role: 'assistant';
  status: ItemStatus;
  readonly content: (OutputTextPart | RefusalPart)[];
}

/** A text that the model said, and where it has it from. */
export interface OutputTextPart {
  readonly type: 'output_text';
  text: string;
  readonly annotations: UrlCitation[];
  readonly logprobs: OutputLogprob[];
}

/** Why the model does not answer. */
export interface RefusalPart {
  readonly type: 'refusal';
  refusal: string;
}

interface UrlCitation {
  readonly type: 'url_citation';
  readonly url: string;
  readonly title: string;
  readonly start_index: number;
  readonly end_index: number;
}

/** How likely a token was, and which others were. */
export interface OutputLogprob {
  readonly token: string;
  readonly logprob: number;
  readonly bytes: readonly number[];
  readonly top_logprobs: readonly Omit<OutputLogprob, 'top_logprobs'>[];
}

/** What the model thought. */
export interface ReasoningItem {
  readonly type: 'reasoning';
  readonly id: string;
  status: ItemStatus;
  readonly summary: { readonly type: 'summary_text'; text: string }[];
  readonly encrypted_content: string | null;
}

/** A call of a tool that the client is to run. */
export interface FunctionCallItem {
  readonly type: 'function_call';
  readonly id: string;
  readonly call_id: string;
  readonly name: string;
  arguments: string;
  status: ItemStatus;
}

/** A call of a tool that the agent has run by itself: the one form in which every SDK takes it for done. */
export interface McpCallItem {
  readonly type: 'mcp_call';
  readonly id: string;
  readonly server_label: string;
  readonly name: string;
  arguments: string;
  output: string | null;
  error: ToolExecutionError | null;
  status: ItemStatus | 'failed';
  readonly approval_request_id: null;
}

/** The result of a call of a function, as some clients are shown what the agent's own calls came to. */
export interface FunctionCallOutputItem {
  readonly type: 'function_call_output';
  readonly id: string;
  readonly call_id: string;
  /** Parts, never a text: Open WebUI's page expects an array. */
  readonly output: readonly { readonly type: 'input_text'; readonly text: string }[];
  readonly status: ItemStatus;
}

/** What stands for all that was said before it. */
export interface CompactionItem {
  readonly type: 'compaction';
  readonly id: string;
  readonly encrypted_content: string;
  readonly status?: undefined;
}

interface ToolExecutionError {
  readonly type: 'mcp_tool_execution_error';
  readonly content: readonly { readonly type: 'text'; readonly text: string }[];
}

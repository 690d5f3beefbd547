import { NATIVE_TOOLS } from './native-tools.ts';

/** A message as Open WebUI keeps it and sends it. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string | readonly ContentPart[];
  readonly tool_calls?: readonly object[];
  readonly tool_call_id?: string;
  /** In Responses mode: the items of an answer, as they were kept. */
  readonly output?: readonly object[];
}

/** Text, or an image, which is always inlined. */
type ContentPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image_url'; readonly image_url: { readonly url: string } };

/** What a chat's model settings add to the body. */
export interface ChatOptions {
  /** Whether the model's capability `usage` is on. */
  readonly usage?: boolean;
  /** Whether Open WebUI's own tools are sent; default true, as there. */
  readonly builtinTools?: boolean;
  readonly params?: object;
}

/** The body of a turn, as it goes to `/chat/completions`. */
export function chatBody(
  model: string,
  messages: readonly ChatMessage[],
  { usage = false, builtinTools = true, params = {} }: ChatOptions,
): Record<string, unknown> {
  return {
    stream: true,
    model,
    messages,
    ...params,
    ...(usage && { stream_options: { include_usage: true } }),
    ...(builtinTools && { tools: NATIVE_TOOLS }),
  };
}

const NOT_IN_RESPONSES = ['stream_options', 'logit_bias', 'frequency_penalty', 'presence_penalty', 'stop'];

/** The same turn for `/responses`: Open WebUI converts the body that it has made for chat. */
export function responsesBody(body: Record<string, unknown>, replayed: readonly object[] = []): object {
  const { messages, max_tokens: maxTokens, tools, ...others } = body;
  const all = messages as readonly ChatMessage[];
  const instructions = all.findLast(({ role }) => role === 'system')?.content;
  const kept = Object.entries(others).filter(([name]) => !NOT_IN_RESPONSES.includes(name));
  return {
    ...Object.fromEntries(kept),
    input: [...all.filter(({ role }) => role !== 'system').flatMap(toInputItems), ...replayed],
    ...(instructions !== undefined && { instructions }),
    ...(maxTokens !== undefined && { max_output_tokens: maxTokens }),
    ...(tools !== undefined && {
      tools: NATIVE_TOOLS.map(({ type, function: { name, description, parameters } }) => ({
        type,
        name,
        description,
        parameters,
      })),
    }),
  };
}

function toInputItems({ role, content, output }: ChatMessage): object[] {
  // Items are kept with what the page adds to them, such as how long it took.
  if (output !== undefined)
    return output.map((item) => ({ ...item, started_at: 1_764_000_000, duration: 3 }));
  const parts: readonly ContentPart[] =
    typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  const textType = role === 'assistant' ? 'output_text' : 'input_text';
  const converted = parts.map((part) =>
    part.type === 'text'
      ? { type: textType, text: part.text }
      : { type: 'input_image', image_url: part.image_url.url },
  );
  return [{ type: 'message', role, content: converted }];
}

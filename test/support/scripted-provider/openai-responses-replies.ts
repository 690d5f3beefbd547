import { eventFrame, type ScriptedReply } from './scripted-provider.js';

/** An item of an answer, as OpenAI's Responses API has it. */
type Item =
  | { readonly type: 'reasoning'; readonly id: string; readonly summary: string }
  | { readonly type: 'message'; readonly id: string; readonly text: string }
  | {
      readonly type: 'function_call';
      readonly id: string;
      readonly name: string;
      readonly arguments: string;
    };

const RESPONSE = { id: 'resp_1', object: 'response', created_at: 1_700_000_000, model: 'gpt-test' };
const USAGE = {
  input_tokens: 12,
  input_tokens_details: { cached_tokens: 4 },
  output_tokens: 9,
  output_tokens_details: { reasoning_tokens: 3 },
};

/** The items as a stream, in the order of events that the API documents. */
export function openAiResponsesStream(
  items: readonly Item[],
  incomplete?: 'max_output_tokens',
): ScriptedReply {
  const response = { ...RESPONSE, status: 'in_progress', output: [] };
  const last = incomplete === undefined ? 'completed' : 'incomplete';
  const events = [
    { type: 'response.created', response },
    { type: 'response.in_progress', response },
    ...items.flatMap(itemEvents),
    {
      type: `response.${last}`,
      response: {
        ...RESPONSE,
        status: last,
        incomplete_details: incomplete === undefined ? null : { reason: incomplete },
        output: items.map(wholeItem),
        usage: USAGE,
      },
    },
  ];
  return {
    frames: events.map((event, sequence_number) => eventFrame({ ...event, sequence_number })),
  };
}

/** A refusal, as the API writes it. */
export function openAiError(
  status: number,
  error: { readonly message: string; readonly type: string; readonly code: string | null },
  headers: Readonly<Record<string, string>> = {},
): ScriptedReply {
  return { status, headers, body: { error: { param: null, ...error } } };
}

function itemEvents(item: Item, output_index: number): object[] {
  const place = { output_index, item_id: item.id };
  return [
    { type: 'response.output_item.added', output_index, item: emptyItem(item) },
    ...contentEvents(item).map((event) => ({ ...place, ...event })),
    { type: 'response.output_item.done', output_index, item: wholeItem(item) },
  ];
}

function contentEvents(item: Item): object[] {
  if (item.type === 'function_call') {
    return [
      ...halves(item.arguments).map((delta) => ({ type: 'response.function_call_arguments.delta', delta })),
      { type: 'response.function_call_arguments.done', arguments: item.arguments },
    ];
  }
  if (item.type === 'reasoning') {
    const text = item.summary;
    return [
      {
        type: 'response.reasoning_summary_part.added',
        summary_index: 0,
        part: { type: 'summary_text', text: '' },
      },
      ...halves(text).map((delta) => ({
        type: 'response.reasoning_summary_text.delta',
        summary_index: 0,
        delta,
      })),
      { type: 'response.reasoning_summary_text.done', summary_index: 0, text },
      {
        type: 'response.reasoning_summary_part.done',
        summary_index: 0,
        part: { type: 'summary_text', text },
      },
    ];
  }
  const part = { type: 'output_text', text: item.text, annotations: [] };
  return [
    { type: 'response.content_part.added', content_index: 0, part: { ...part, text: '' } },
    ...halves(item.text).map((delta) => ({ type: 'response.output_text.delta', content_index: 0, delta })),
    { type: 'response.output_text.done', content_index: 0, text: item.text },
    { type: 'response.content_part.done', content_index: 0, part },
  ];
}

function emptyItem(item: Item): object {
  switch (item.type) {
    case 'reasoning':
      return { id: item.id, type: 'reasoning', summary: [], encrypted_content: null };
    case 'message':
      return { id: item.id, type: 'message', status: 'in_progress', role: 'assistant', content: [] };
    case 'function_call':
      return { ...call(item), status: 'in_progress', arguments: '' };
  }
}

function wholeItem(item: Item): object {
  switch (item.type) {
    case 'reasoning':
      return {
        id: item.id,
        type: 'reasoning',
        summary: [{ type: 'summary_text', text: item.summary }],
        encrypted_content: 'sealed',
      };
    case 'message': {
      const content = [{ type: 'output_text', text: item.text, annotations: [] }];
      return { id: item.id, type: 'message', status: 'completed', role: 'assistant', content };
    }
    case 'function_call':
      return { ...call(item), status: 'completed', arguments: item.arguments };
  }
}

function call({ id, name }: { readonly id: string; readonly name: string }): object {
  return { id, type: 'function_call', call_id: `call_${id}`, name };
}

function halves(text: string): string[] {
  const middle = Math.ceil(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)].filter((half) => half !== '');
}

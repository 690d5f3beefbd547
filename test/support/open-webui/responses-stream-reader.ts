import { errorText, type ShownMessage } from './shown-message.ts';

type Item = Record<string, unknown>;

interface Part {
  readonly type: string;
  text?: string;
}

/** Reads one event of a responses stream as Open WebUI does; what it does not know, it ignores. */
export function readResponsesEvent(event: Record<string, unknown>, message: ShownMessage): void {
  const index = event['output_index'] as number;
  switch (event['type']) {
    case 'response.output_item.added':
    case 'response.output_item.done':
      message.output[index] = structuredClone(event['item']) as Item;
      break;
    case 'response.content_part.added':
    case 'response.content_part.done':
      partsOf(message.output[index])[event['content_index'] as number] = structuredClone(
        event['part'],
      ) as Part;
      break;
    case 'response.output_text.delta': {
      const part = partsOf(message.output[index])[event['content_index'] as number];
      if (part !== undefined) part.text = (part.text ?? '') + String(event['delta']);
      break;
    }
    case 'response.completed':
      readCompleted(event['response'] as Item, message);
      break;
    case 'response.failed':
      message.error = errorText((event['response'] as Item)['error']);
      break;
    case 'error':
      // The flat form alone is not shown.
      if (event['error']) message.error = errorText(event['error']);
      break;
    default:
  }
  render(message);
}

/** The answer of a request without a stream. */
export function readResponse(response: Record<string, unknown>, message: ShownMessage): void {
  readCompleted(response, message);
  render(message);
}

function readCompleted(response: Item, message: ShownMessage): void {
  message.usage = response['usage'] as Record<string, unknown>;
  const output = response['output'] as Item[];
  if (output.length > 0) message.output = output;
}

function partsOf(item: Item | undefined): Part[] {
  if (item === undefined) throw new Error('There is no item for this part.');
  return (item['content'] ??= []) as Part[];
}

function render(message: ShownMessage): void {
  const items = message.output.filter(Boolean);
  message.content = items
    .filter(({ type }) => type === 'message')
    .flatMap((item) => partsOf(item).map(({ text }) => text ?? ''))
    .join('');
  message.reasoning = items
    .filter(({ type }) => type === 'reasoning')
    .flatMap((item) =>
      [...((item['summary'] ?? []) as Part[]), ...partsOf(item)].map(({ text }) => text ?? ''),
    )
    .join('');
  const calls = items.filter(({ type }) => type === 'function_call');
  const results = new Map(
    items
      .filter(({ type }) => type === 'function_call_output')
      .map((item) => [item['call_id'], item['output']]),
  );
  message.executedCalls = calls.flatMap(({ call_id, name }) => {
    const output = results.get(call_id) as Part[] | undefined;
    // The page filters the parts of an output, so that a string breaks it.
    output?.filter(({ type }) => type === 'input_text');
    return output === undefined ? [] : [String(name)];
  });
  message.pendingCalls = calls
    .filter(({ call_id }) => !results.has(call_id))
    .map((call) => ({
      id: String(call['call_id']),
      name: String(call['name']),
      arguments: String(call['arguments']),
    }));
}

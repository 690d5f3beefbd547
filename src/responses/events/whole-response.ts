import type { ResponseDto } from '../dto/response.dto.js';
import type { DeltaPlace, OutputEvents } from '../output/output-events.js';
import type {
  FunctionCallItem,
  McpCallItem,
  MessageItem,
  OutputItem,
  ReasoningItem,
} from '../output/output-item.js';
import { terminalEvent } from './event-sink.js';

/** Tells of a response that has ended as if it came about now, each text in one piece: its own events are gone. */
export function tellWholeResponse(response: ResponseDto, events: OutputEvents): void {
  const begun: ResponseDto = {
    ...response,
    status: 'in_progress',
    completed_at: null,
    error: null,
    incomplete_details: null,
    usage: null,
    output: [],
  };
  events.emit('response.created', { response: begun });
  events.emit('response.in_progress', { response: begun });
  for (const [index, item] of response.output.entries()) {
    events.emit('response.output_item.added', { output_index: index, item: emptied(item) });
    tellContent(item, { item_id: item.id, output_index: index }, events);
    events.emit('response.output_item.done', { output_index: index, item });
  }
  events.emit(terminalEvent(response.status), { response });
}

function emptied(item: OutputItem): OutputItem {
  switch (item.type) {
    case 'message':
      return { ...item, status: 'in_progress', content: [] };
    case 'reasoning':
      return { ...item, status: 'in_progress', summary: [] };
    case 'function_call':
      return { ...item, status: 'in_progress', arguments: '' };
    case 'mcp_call':
      return { ...item, status: 'in_progress', arguments: '', output: null, error: null };
    default:
      return item;
  }
}

function tellContent(item: OutputItem, place: DeltaPlace, events: OutputEvents): void {
  switch (item.type) {
    case 'message':
      tellMessage(item, place, events);
      break;
    case 'reasoning':
      tellThoughts(item, place, events);
      break;
    case 'function_call':
    case 'mcp_call':
      tellCall(item, place, events);
      break;
    default:
      break;
  }
}

function tellMessage({ content }: MessageItem, item: DeltaPlace, events: OutputEvents): void {
  for (const [index, part] of content.entries()) {
    const place = { ...item, content_index: index };
    if (part.type === 'output_text') {
      events.emit('response.content_part.added', {
        ...place,
        part: { ...part, text: '', annotations: [], logprobs: [] },
      });
      events.delta('response.output_text.delta', place, part.text);
      for (const [number, annotation] of part.annotations.entries())
        events.emit('response.output_text.annotation.added', {
          ...place,
          annotation_index: number,
          annotation,
        });
      events.emit('response.output_text.done', { ...place, text: part.text, logprobs: part.logprobs });
    } else {
      events.emit('response.content_part.added', { ...place, part: { ...part, refusal: '' } });
      events.delta('response.refusal.delta', place, part.refusal);
      events.emit('response.refusal.done', { ...place, refusal: part.refusal });
    }
    events.emit('response.content_part.done', { ...place, part });
  }
}

function tellThoughts({ summary }: ReasoningItem, item: DeltaPlace, events: OutputEvents): void {
  for (const [index, part] of summary.entries()) {
    const place = { ...item, summary_index: index };
    events.emit('response.reasoning_summary_part.added', { ...place, part: { ...part, text: '' } });
    events.delta('response.reasoning_summary_text.delta', place, part.text);
    events.emit('response.reasoning_summary_text.done', { ...place, text: part.text });
    events.emit('response.reasoning_summary_part.done', { ...place, part });
  }
}

function tellCall(item: FunctionCallItem | McpCallItem, place: DeltaPlace, events: OutputEvents): void {
  const isOwn = item.type === 'mcp_call';
  if (isOwn) events.emit('response.mcp_call.in_progress', { ...place });
  const type = isOwn ? 'response.mcp_call_arguments.delta' : 'response.function_call_arguments.delta';
  events.delta(type, place, item.arguments);
  const name = isOwn ? {} : { name: item.name };
  events.emit(`response.${item.type}_arguments.done`, { ...place, ...name, arguments: item.arguments });
  if (isOwn) events.emit(`response.mcp_call.${item.error === null ? 'completed' : 'failed'}`, { ...place });
}

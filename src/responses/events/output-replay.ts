import type { OutputItem } from '../output/output-item.js';
import type { EventSink } from './event-sink.js';

type Fields = Readonly<Record<string, unknown>>;
type Content = Record<string, unknown>;

/** Puts the output of a run together again from its events, as far as they go. */
export class OutputReplay implements EventSink {
  /** The items by their places in the output; those that are not whole are `in_progress`. */
  readonly items = new Map<number, OutputItem>();
  /** How many events there were. */
  count = 0;
  hasStarted = false;
  private grow: (text: string) => void = () => undefined;

  event(type: string, members: string): void {
    this.count += 1;
    const fields = JSON.parse(`{${members}}`) as Fields;
    switch (type) {
      case 'response.in_progress':
        this.hasStarted = true;
        break;
      case 'response.output_item.added':
      case 'response.output_item.done':
        this.items.set(fields['output_index'] as number, fields['item'] as OutputItem);
        break;
      case 'response.content_part.added':
        this.listOf(fields, 'content').push(fields['part'] as Content);
        break;
      case 'response.reasoning_summary_part.added':
        this.listOf(fields, 'summary').push(fields['part'] as Content);
        break;
      case 'response.output_text.annotation.added':
        (this.partOf(fields)?.['annotations'] as unknown[] | undefined)?.push(fields['annotation']);
        break;
      case 'response.output_text.delta':
        this.growWithLogprobs(fields);
        break;
      case 'response.function_call_arguments.done':
      case 'response.mcp_call_arguments.done':
        Object.assign(this.itemOf(fields) ?? {}, { arguments: fields['arguments'] });
        break;
      default:
        break;
    }
  }

  place(type: string, members: string): void {
    const fields = JSON.parse(`{${members}}`) as Fields;
    const owner = type.endsWith('_arguments.delta') ? this.itemOf(fields) : this.partOf(fields);
    const key = type.endsWith('_arguments.delta')
      ? 'arguments'
      : type.includes('refusal')
        ? 'refusal'
        : 'text';
    this.grow = (text) => {
      if (owner !== undefined) owner[key] = `${String(owner[key])}${text}`;
    };
  }

  text(json: string): void {
    this.count += 1;
    this.grow(JSON.parse(json) as string);
  }

  private growWithLogprobs(fields: Fields): void {
    const part = this.partOf(fields);
    if (part === undefined) return;
    part['text'] = `${String(part['text'])}${String(fields['delta'])}`;
    (part['logprobs'] as unknown[]).push(...(fields['logprobs'] as unknown[]));
  }

  private itemOf(fields: Fields): Content | undefined {
    return this.items.get(fields['output_index'] as number) as Content | undefined;
  }

  private listOf(fields: Fields, key: 'content' | 'summary'): Content[] {
    return (this.itemOf(fields)?.[key] ?? []) as Content[];
  }

  private partOf(fields: Fields): Content | undefined {
    const { content_index: content, summary_index: summary } = fields;
    if (typeof content === 'number') return this.listOf(fields, 'content')[content];
    return this.listOf(fields, 'summary')[summary as number];
  }
}

import { onOneLine } from '../../openai/event-stream/event-stream.writer.js';
import { obfuscation } from '../../openai/event-stream/obfuscation.js';
import { LONGEST_TEXT_CHARACTERS, piecesOf, portionsOf } from '../../openai/event-stream/text-pieces.js';
import type { DeltaPlace, DeltaType, OutputEvents } from './output-events.js';
import type { OutputLogprob } from './output-item.js';

const TEXT_DELTA = 'response.output_text.delta';

/** Writes the events of one response as SSE frames, numbered from 0. What pieces of one part share is made once. */
export class ResponseEventSerializer implements OutputEvents {
  private sequenceNumber = 0;
  private place: DeltaPlace | undefined;
  private type: DeltaType | undefined;
  /** Of a piece of text: what comes before its number, between the number and the text, and after the text. */
  private head = '';
  private middle = '';
  private tail = '';

  constructor(
    private readonly write: (frame: string) => void,
    /** Whether pieces of text are padded, so that their sizes do not tell an eavesdropper which tokens they hold. */
    private readonly obfuscates: boolean,
  ) {}

  emit(type: string, fields: object): void {
    const own = onOneLine(JSON.stringify(fields)).slice(1);
    this.write(
      `event: ${type}\ndata: {"type":"${type}","sequence_number":${this.sequenceNumber++}${own === '}' ? own : `,${own}`}\n\n`,
    );
  }

  delta(type: DeltaType, place: DeltaPlace, text: string): void {
    if (place !== this.place || type !== this.type) this.prepare(type, place);
    if (text.length <= LONGEST_TEXT_CHARACTERS) this.writeDelta(text);
    else for (const piece of piecesOf(text)) this.writeDelta(piece);
  }

  textWithLogprobs(place: DeltaPlace, text: string, logprobs: readonly OutputLogprob[]): void {
    const portions = portionsOf(logprobs);
    if (portions.length === 1 && text.length <= LONGEST_TEXT_CHARACTERS) {
      this.emit(TEXT_DELTA, { ...place, delta: text, logprobs });
      return;
    }
    this.delta(TEXT_DELTA, place, text);
    for (const portion of portions) this.emit(TEXT_DELTA, { ...place, delta: '', logprobs: portion });
  }

  /** The combined form of an error that ends the stream: SDKs differ in which of the two they read. */
  errorFrame(error: { code: string | null; message: string; param: string | null }): string {
    const { code, message, param } = error;
    const fields = { type: 'error', sequence_number: this.sequenceNumber++, code, message, param, error };
    return `event: error\ndata: ${onOneLine(JSON.stringify(fields))}\n\n`;
  }

  /** The hot path: one of these is made for nearly every token. */
  private writeDelta(text: string): void {
    const body = `${this.sequenceNumber++}${this.middle}${onOneLine(JSON.stringify(text))}${this.tail}`;
    const padding = this.obfuscates ? `,${obfuscation(body.length)}` : '';
    this.write(`${this.head}${body}${padding}}\n\n`);
  }

  private prepare(type: DeltaType, place: DeltaPlace): void {
    this.type = type;
    this.place = place;
    this.head = `event: ${type}\ndata: {"type":"${type}","sequence_number":`;
    this.middle = `,${JSON.stringify(place).slice(1, -1)},"delta":`;
    this.tail = type === TEXT_DELTA ? ',"logprobs":[]' : '';
  }
}

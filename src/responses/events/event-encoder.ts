import { onOneLine } from '../../openai/event-stream/event-stream.writer.js';
import { LONGEST_TEXT_CHARACTERS, piecesOf, portionsOf } from '../../openai/event-stream/text-pieces.js';
import type { DeltaPlace, DeltaType, OutputEvents } from '../output/output-events.js';
import type { OutputLogprob } from '../output/output-item.js';
import type { EventSink } from './event-sink.js';

const TEXT_DELTA = 'response.output_text.delta';

/** Puts the events of a response into JSON, on one line each. */
export class EventEncoder implements OutputEvents {
  private placed: DeltaPlace | undefined;
  private type: DeltaType | undefined;

  constructor(private readonly sink: EventSink) {}

  emit(type: string, fields: object): void {
    this.sink.event(type, membersOf(fields));
  }

  delta(type: DeltaType, place: DeltaPlace, text: string): void {
    if (place !== this.placed || type !== this.type) {
      this.placed = place;
      this.type = type;
      this.sink.place(type, membersOf(place));
    }
    if (text.length <= LONGEST_TEXT_CHARACTERS) this.sink.text(onOneLine(JSON.stringify(text)));
    else for (const piece of piecesOf(text)) this.sink.text(onOneLine(JSON.stringify(piece)));
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
}

/** The members of an object in JSON, without braces, on one line. */
export function membersOf(fields: object): string {
  return onOneLine(JSON.stringify(fields)).slice(1, -1);
}

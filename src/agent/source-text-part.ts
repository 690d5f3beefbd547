import type { LanguageModelV4TextPart } from '@ai-sdk/provider';

/** A text and the JSON it was sent as. */
export interface SourceText {
  /** The text in JSON, quotes included, in UTF-8. */
  readonly source: Uint8Array;
  toString(): string;
}

/**
 * A part of a message whose text is decoded only when somebody reads it. A model whose own wire is JSON hands the
 * source on instead.
 */
export class SourceTextPart implements LanguageModelV4TextPart {
  readonly type = 'text';
  declare readonly text: string;
  readonly #text: SourceText;

  /** One accessor for all parts: objects that each have one of their own are slow to make, and large. */
  static readonly #TEXT = {
    enumerable: true,
    get(this: SourceTextPart): string {
      return this.#text.toString();
    },
  };

  constructor(text: SourceText) {
    this.#text = text;
    // The text belongs to the object itself, so that copies of a part have it; the source is nothing to copy.
    Object.defineProperty(this, 'text', SourceTextPart.#TEXT);
  }

  /** The text in JSON, quotes included, in UTF-8. */
  get source(): Uint8Array {
    return this.#text.source;
  }
}

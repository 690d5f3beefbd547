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
  /** The text in JSON, quotes included, in UTF-8. */
  declare readonly source: Uint8Array;

  constructor(text: SourceText) {
    // The text belongs to the object itself, so that copies of a part have it; the source is nothing to copy.
    Object.defineProperty(this, 'text', { enumerable: true, get: () => text.toString() });
    Object.defineProperty(this, 'source', { enumerable: false, value: text.source });
  }
}

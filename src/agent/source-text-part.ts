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

  constructor(private readonly sourceText: SourceText) {}

  get text(): string {
    return this.sourceText.toString();
  }

  /** The text in JSON, quotes included, in UTF-8. */
  get source(): Uint8Array {
    return this.sourceText.source;
  }
}

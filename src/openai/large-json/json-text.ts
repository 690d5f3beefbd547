/** A text of a JSON document that has not been decoded: most of a long history is only ever handed on. */
export class JsonText {
  private decoded: string | undefined;

  /** `source` is the text as the document has it, quotes included: valid JSON in UTF-8. */
  constructor(readonly source: Uint8Array) {}

  toString(): string {
    this.decoded ??= JSON.parse(Buffer.from(this.source).toString()) as string;
    return this.decoded;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** Why a value is refused: `rule` completes the sentence "… but ". */
export class Rejection {
  constructor(
    readonly rule: string,
    /** Replaces the value in the sentence, where even a value that is not secret as such could hold one. */
    readonly found?: string,
  ) {}
}

/** What a parser may need besides the text. */
export interface ParseContext {
  /** Relative paths are resolved against it. */
  readonly directory: string;
  /** Returns why a file cannot be read, or nothing if it can. */
  readonly checkFile: (path: string) => string | undefined;
}

/** Turns a variable's text into its value, or says what would be allowed. */
export type Parser<Value> = (text: string, context: ParseContext) => Value | Rejection;

/** How a secret is spoken of. */
export function describeSecret(text: string): string {
  return `a value of ${text.length} ${text.length === 1 ? 'character' : 'characters'}`;
}

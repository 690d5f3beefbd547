/** One of several answers. */
export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly hint?: string;
}

/** A question with one answer out of several. */
export interface ChoiceQuestion<Value extends string> {
  readonly message: string;
  readonly choices: readonly Choice<Value>[];
  /** Proposed, and taken when nobody is there to ask. */
  readonly initial?: Value;
}

/** A question with any number of answers. */
export interface SeveralQuestion<Value extends string> {
  readonly message: string;
  readonly choices: readonly Choice<Value>[];
  readonly initial: readonly Value[];
}

/** A question that is answered in writing. */
export interface TextQuestion {
  readonly message: string;
  /** Shown while nothing is written. */
  readonly placeholder?: string;
  /** Proposed, and taken when nobody is there to ask. */
  readonly initial?: string;
  /** Says what is wrong with an answer; nothing when it is right. */
  readonly check?: (answer: string) => string | undefined;
}

/** A question with a long list of answers, that is searched by writing; what is written may be an answer, too. */
export interface SearchQuestion {
  readonly message: string;
  readonly choices: readonly Choice<string>[];
  readonly initial?: string;
}

/** Whoever answers the questions. All of them reject with `SetupCancelled` when that is what the person wants. */
export interface Prompter {
  /** Whether a person answers. */
  readonly isAttended: boolean;
  begin(title: string): void;
  /** Explains something. */
  say(text: string): void;
  warn(text: string): void;
  /** Shows lines under a heading. */
  show(heading: string, lines: readonly string[]): void;
  /** The last words; lines as they are, for copying. */
  end(title: string, lines: readonly string[]): void;
  choose<Value extends string>(question: ChoiceQuestion<Value>): Promise<Value>;
  chooseSeveral<Value extends string>(question: SeveralQuestion<Value>): Promise<readonly Value[]>;
  write(question: TextQuestion): Promise<string>;
  /** What is written is not shown. */
  writeSecret(question: Omit<TextQuestion, 'initial'>): Promise<string>;
  search(question: SearchQuestion): Promise<string>;
  confirm(message: string, initial: boolean): Promise<boolean>;
}

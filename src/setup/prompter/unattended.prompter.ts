import type { ChoiceQuestion, Prompter, SearchQuestion, SeveralQuestion, TextQuestion } from './prompter.js';
import { SetupProblem } from '../setup-problem.js';

/** Takes what is proposed, because nobody is there to ask. A question without a proposal is a `SetupProblem`. */
export class UnattendedPrompter implements Prompter {
  readonly isAttended = false;

  constructor(
    private readonly output: NodeJS.WritableStream,
    private readonly errors: NodeJS.WritableStream,
  ) {}

  begin(): void {
    // There is nobody to greet.
  }

  say(): void {
    // What helps to answer is of no use to a script.
  }

  warn(text: string): void {
    this.errors.write(`Warning: ${text}\n`);
  }

  show(heading: string, lines: readonly string[]): void {
    this.output.write([`${heading}:`, ...lines.map((line) => `  ${line}`), ''].join('\n'));
  }

  end(title: string, lines: readonly string[]): void {
    this.output.write([title, ...(lines.length === 0 ? [] : ['', ...lines]), ''].join('\n'));
  }

  choose<Value extends string>({ message, initial }: ChoiceQuestion<Value>): Promise<Value> {
    return proposed(message, initial);
  }

  chooseSeveral<Value extends string>({ initial }: SeveralQuestion<Value>): Promise<readonly Value[]> {
    return Promise.resolve(initial);
  }

  write({ message, initial }: TextQuestion): Promise<string> {
    return proposed(message, initial);
  }

  writeSecret({ message }: Omit<TextQuestion, 'initial'>): Promise<string> {
    return proposed<string>(message, undefined);
  }

  search({ message, initial }: SearchQuestion): Promise<string> {
    return proposed(message, initial);
  }

  confirm(_message: string, initial: boolean): Promise<boolean> {
    return Promise.resolve(initial);
  }
}

function proposed<Value>(message: string, initial: Value | undefined): Promise<Value> {
  if (initial !== undefined) return Promise.resolve(initial);
  return Promise.reject(new SetupProblem(`Nobody is there to answer: ${message}`, 2));
}

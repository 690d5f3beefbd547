import * as clack from '@clack/prompts';
import type {
  Choice,
  ChoiceQuestion,
  Prompter,
  SearchQuestion,
  SeveralQuestion,
  TextQuestion,
} from './prompter.js';
import { SetupCancelled } from '../setup-problem.js';
import { wrapWords } from './wrap-words.js';

const MOST_SHOWN = 10;
const WIDEST_TEXT = 90;
/** The line at the left, and the space beside it. */
const MARGIN = 4;

/** Asks the person at the terminal. */
export class TerminalPrompter implements Prompter {
  readonly isAttended = true;

  begin(title: string): void {
    clack.intro(title);
  }

  say(text: string): void {
    clack.log.message(wrapWords(text, textWidth()));
  }

  warn(text: string): void {
    clack.log.warn(wrapWords(text, textWidth()));
  }

  show(heading: string, lines: readonly string[]): void {
    clack.log.step([heading, ...lines].join('\n'));
  }

  end(title: string, lines: readonly string[]): void {
    clack.outro(title);
    process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  }

  async choose<Value extends string>({ message, choices, initial }: ChoiceQuestion<Value>): Promise<Value> {
    const answer = await clack.select<string>({
      message,
      options: choices.map(toOption),
      ...(initial !== undefined && { initialValue: initial }),
    });
    // It is one of those that were given.
    return answered(answer) as Value;
  }

  async chooseSeveral<Value extends string>({
    message,
    choices,
    initial,
  }: SeveralQuestion<Value>): Promise<readonly Value[]> {
    const answer = await clack.multiselect<string>({
      message,
      options: choices.map(toOption),
      initialValues: initial,
      required: false,
    });
    return answered(answer) as Value[];
  }

  async write({ message, placeholder, initial, check }: TextQuestion): Promise<string> {
    const answer = await clack.text({
      message,
      ...(placeholder !== undefined && { placeholder }),
      ...(initial !== undefined && { initialValue: initial }),
      ...(check !== undefined && { validate: (text: string | undefined) => check((text ?? '').trim()) }),
    });
    return (answered(answer) as string | undefined)?.trim() ?? '';
  }

  async writeSecret({ message, check }: Omit<TextQuestion, 'initial'>): Promise<string> {
    const answer = await clack.password({
      message,
      ...(check !== undefined && { validate: (text: string | undefined) => check((text ?? '').trim()) }),
    });
    return (answered(answer) as string | undefined)?.trim() ?? '';
  }

  async search({ message, choices, initial }: SearchQuestion): Promise<string> {
    const options = choices.map(toOption);
    const answer = await clack.autocomplete<string>({
      message,
      options() {
        const written = this.userInput.trim();
        if (written === '' || options.some(({ value }) => value === written)) return options;
        return [...options, { value: written, label: `${written} (as written)` }];
      },
      maxItems: MOST_SHOWN,
      ...(initial !== undefined && { initialValue: initial }),
    });
    return answered(answer);
  }

  async confirm(message: string, initial: boolean): Promise<boolean> {
    return answered(await clack.confirm({ message, initialValue: initial }));
  }
}

function textWidth(): number {
  // A terminal may not know how wide it is.
  return Math.min(process.stdout.columns || WIDEST_TEXT, WIDEST_TEXT) - MARGIN;
}

function toOption({ value, label, hint }: Choice<string>): { value: string; label: string; hint?: string } {
  return { value, label, ...(hint !== undefined && { hint }) };
}

function answered<Answer>(answer: Answer | typeof clack.CANCEL_SYMBOL): Answer {
  if (clack.isCancel(answer)) throw new SetupCancelled();
  return answer;
}

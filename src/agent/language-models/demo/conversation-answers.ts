import type { Conversation } from './conversation.js';
import { excerpt } from './excerpt.js';

/** A kind of question about the conversation itself, and how it is answered. */
interface ConversationQuestion {
  readonly asks: RegExp;
  readonly answer: (conversation: Conversation) => string;
}

const MOST_LISTED = 50;
const LONGEST_ANALYSED = 2_000;

const QUESTIONS: readonly ConversationQuestion[] = [
  {
    asks: /\b(?:what(?:'s|’s| is|s| was)|know|remember|tell me|say|recall) my name\b|\bwho am i\b|\bmy name\?/i,
    answer: ({ userTexts }) => {
      const name = nameOf(userTexts);
      return name === undefined
        ? 'You have not told me your name yet.'
        : `Your name is ${name}: you told me so.`;
    },
  },
  {
    asks: /\b(?:summar(?:y|ise|ize)|recap|sum up)\b.*\b(?:conversation|chat|discussion|so far|(?:what|everything) (?:we|i)\b.*|our messages|my messages)\b|^(?:please )?(?:summar(?:ise|ize)|recap)[.!?]*$/is,
    answer: summaryOf,
  },
  {
    asks: /\bhow many (?:messages|turns|times|questions)\b.*\b(?:i|we|conversation|chat|far)\b/i,
    answer: ({ userTexts }) => `You have sent ${count(userTexts.length, 'message')}, this one included.`,
  },
  {
    asks: /\bwhat (?:did|have|had) you (?:just |last )?(?:say|said|answer(?:ed)?|tell|told|write|written)\b|\byour (?:last|previous) (?:answer|message|reply)\b|\brepeat (?:that|your(?:self| answer))\b/i,
    answer: ({ lastAnswer }) =>
      lastAnswer === undefined ? 'I have not said anything yet.' : `I said: "${excerpt(lastAnswer, 500)}"`,
  },
  {
    asks: /\b(?:what|which|tell|repeat|recall|remember)\b(?=.*\b(?:first|beginning)\b).*\b(?:i|my)\b.*\b(?:say|said|ask(?:ed)?|tell|told|wr[io]te|message|question)\b/i,
    answer: firstSaid,
  },
  {
    asks: /\bwhat (?:did|have|had|was it) i\b.*\b(?:say|said|ask(?:ed)?|tell|told|talk(?:ed)?|mention(?:ed)?|wr[io]te|written)\b|\bmy (?:last|previous|earlier) (?:message|question|sentence)\b|\b(?:remember|repeat) what i (?:just )?(?:said|asked|wrote|told)\b/i,
    answer: lastSaid,
  },
];

/** Whether the text asks something about the conversation itself. */
export function isConversationQuestion(text: string): boolean {
  return questionIn(text) !== undefined;
}

/** The answer to a question about the conversation itself; undefined where the user's last message asks none. */
export function answerAboutConversation(conversation: Conversation): string | undefined {
  return questionIn(conversation.lastText)?.answer(conversation);
}

/** The user's name, if the user gave it: the last one given counts. */
export function nameOf(userTexts: readonly string[]): string | undefined {
  for (const text of userTexts.toReversed()) {
    const [name] =
      /(?<=\b(?:[Mm]y name is|[Mm]y name's|[Cc]all me|[Ii] am called|[Ii]['’]m called) )\p{L}[\p{L}'’-]*(?: \p{Lu}[\p{L}'’-]*){0,3}/u.exec(
        text.slice(0, LONGEST_ANALYSED),
      ) ?? [];
    if (name !== undefined) return name;
  }
  return undefined;
}

/** A number with its noun. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function questionIn(text: string): ConversationQuestion | undefined {
  // What is longer asks more than this.
  if (text.length > 300) return undefined;
  return QUESTIONS.find(({ asks }) => asks.test(text));
}

function summaryOf({ userTexts }: Conversation): string {
  const earlier = userTexts.slice(0, -1);
  if (earlier.length === 0) return 'There is nothing to summarise yet: this is your first message.';
  const listed = earlier.slice(0, MOST_LISTED).map((text, index) => `${index + 1}. ${excerpt(text, 120)}`);
  const more = earlier.length > MOST_LISTED ? `\n… and ${earlier.length - MOST_LISTED} more.` : '';
  return `Before this message you sent ${count(earlier.length, 'message')}:\n\n${listed.join('\n')}${more}`;
}

function firstSaid({ userTexts }: Conversation): string {
  const [first = ''] = userTexts;
  return userTexts.length <= 1
    ? 'This is your first message; you have said nothing else yet.'
    : `The first thing you said was: "${excerpt(first, 500)}"`;
}

function lastSaid({ userTexts }: Conversation): string {
  const last = userTexts.at(-2);
  return last === undefined
    ? 'This is your first message; there is nothing before it.'
    : `Before this message you said: "${excerpt(last, 500)}"`;
}

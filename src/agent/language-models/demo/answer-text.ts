import type { Conversation, ToolOutcome } from './conversation.js';
import { answerAboutConversation, count, nameOf } from './conversation-answers.js';
import { excerpt } from './excerpt.js';

const LONGEST_ECHO = 300;
const LONGEST_OUTCOME = 2_000;
const HIGHEST_COUNT = 1_000;

const HOW_TO_CONNECT =
  'To talk to a real model, set OPENAI_BASE_URL (and AGENT_MODEL, if you want a certain model) and start the server again.';
const INTRODUCTION = `I am the demo model inside this server. I understand very little: I am here so that everything can be tried without a key and without a network. ${HOW_TO_CONNECT}`;
const ABILITIES = `${INTRODUCTION}

What I can do:

- remember this conversation: ask "What did I say first?", "What is my name?" or "Summarise our conversation"
- call a tool when your message asks for what the tool does, and tell you its result
- answer in the form of a JSON schema
- count, so that you can watch a stream: "Count to 100"`;

/** What the demo model says: the same for the same conversation. */
export function answerText(conversation: Conversation): string {
  const { lastText, toolOutcomes, userTexts } = conversation;
  if (toolOutcomes.length > 0) return toolOutcomes.map(tellOutcome).join('\n\n');
  if (userTexts.length === 0) return `There is no message from you yet. ${INTRODUCTION}`;
  const answer =
    lastText.length > LONGEST_ECHO
      ? undefined
      : (answerAboutConversation(conversation) ?? answerSimple(conversation));
  return [answer ?? echo(conversation), tellAttachments(conversation)].filter(Boolean).join('\n\n');
}

function answerSimple({ lastText, userTexts }: Conversation): string | undefined {
  const highest = /\bcount (?:up )?(?:from (?:1|one) )?to (\d+)/i.exec(lastText)?.[1];
  if (highest !== undefined) return countTo(Number(highest));
  if (/\b(?:who|what) are you\b|\bwhat can you do\b|^help\b|\bwhich model\b|\bwhat model\b/i.test(lastText))
    return ABILITIES;
  if (/^(?:thanks|thank you|cheers)\b/i.test(lastText)) return 'You are welcome.';
  if (!/^(?:hello|hi|hey|greetings|good (?:morning|afternoon|evening)|hallo|bonjour|hola)\b/i.test(lastText))
    return undefined;
  const name = nameOf(userTexts);
  const greeting = name === undefined ? 'Hello!' : `Hello, ${name}!`;
  if (!/^\p{L}+(?: there| again| everyone| world)?[\s.,!?]*$/u.test(lastText)) return undefined;
  return userTexts.length === 1
    ? `${greeting} ${INTRODUCTION}`
    : `${greeting} This is message ${userTexts.length} of our conversation.`;
}

function countTo(highest: number): string {
  const last = Math.min(highest, HIGHEST_COUNT);
  const numbers = Array.from({ length: last }, (_, index) => index + 1).join(' ');
  return last < highest ? `${numbers}\n\nI stop at ${HIGHEST_COUNT}.` : numbers;
}

function echo({ lastText, userTexts }: Conversation): string {
  if (lastText === '')
    return `You sent no text. ${userTexts.length === 1 ? INTRODUCTION : 'I am only the demo model.'}`;
  const words = count(lastText.split(/\s+/).length, 'word');
  const said = `You said: "${excerpt(lastText, LONGEST_ECHO)}"`;
  const name = nameOf([lastText]);
  const noticed =
    name === undefined
      ? `That is ${words}, in message ${userTexts.length} of our conversation.`
      : `Nice to meet you, ${name}.`;
  const honest =
    userTexts.length === 1
      ? INTRODUCTION
      : `I am only the demo model and understand little. ${HOW_TO_CONNECT}`;
  return `${said}\n\n${noticed}\n\n${honest}`;
}

function tellAttachments({ attachments }: Conversation): string | undefined {
  if (attachments.length === 0) return undefined;
  const files = attachments.map(({ mediaType, filename }) => {
    const kind = /^(image|audio|video)\//.exec(mediaType)?.[1];
    const noun = kind === undefined ? 'a file' : kind === 'image' ? 'an image' : `a ${kind} file`;
    return `${noun} (${filename === undefined ? mediaType : `${filename}, ${mediaType}`})`;
  });
  return `With it I received ${files.join(', ')}, but I cannot look inside.`;
}

function tellOutcome({ toolName, kind, text }: ToolOutcome): string {
  const shown =
    text.length > LONGEST_OUTCOME
      ? `${text.slice(0, LONGEST_OUTCOME)}… (${text.length} characters in all)`
      : text;
  switch (kind) {
    case 'returned':
      return shown === ''
        ? `The tool ${toolName} returned nothing.`
        : `The tool ${toolName} returned: ${shown}`;
    case 'failed':
      return `The tool ${toolName} failed: ${shown}`;
    case 'denied':
      return `The tool ${toolName} was not allowed to run${shown === '' ? '.' : `: ${shown}`}`;
  }
}

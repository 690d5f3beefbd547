import type { LanguageModelV4Message } from '@ai-sdk/provider';
import { toolOutputText } from '../tool-output-text.js';
import { isAcknowledgement, summaryIn } from './summary-message.js';

type Part = Exclude<LanguageModelV4Message['content'], string>[number];
type ResultOutput = Extract<Part, { type: 'tool-result' }>['output'];

/** Most of a tool's result is of no use once it was answered from. */
const LONGEST_RESULT_CHARACTERS = 8_000;

/** Older turns as the model that summarises them reads them. */
export interface Transcript {
  /** What was said and done, a message each. */
  readonly entries: readonly string[];
  /** Summaries of what came before. */
  readonly earlierSummaries: readonly string[];
}

/** Writes messages down as text. Images and other files become a short note; reasoning is left out. */
export function transcribe(messages: readonly LanguageModelV4Message[]): Transcript {
  const entries: string[] = [];
  const earlierSummaries: string[] = [];
  for (const message of messages) {
    const summary = summaryIn(message);
    if (summary !== undefined) earlierSummaries.push(summary);
    else if (!isAcknowledgement(message)) {
      const entry = entryOf(message);
      if (entry !== '') entries.push(entry);
    }
  }
  return { entries, earlierSummaries };
}

/** Beginning and end of a text, with a note in place of what stood between them. */
export function shorten(text: string, longest: number, note: (omitted: number) => string): string {
  if (text.length <= longest) return text;
  const start = wholeCharacters(text, Math.ceil(longest * 0.7));
  const end = wholeCharacters(text, text.length - (longest - start));
  return `${text.slice(0, start)}\n${note(end - start)}\n${text.slice(end)}`;
}

function wholeCharacters(text: string, index: number): number {
  const splitsPair = text.charCodeAt(index - 1) >>> 10 === 0xd800 >>> 10;
  return splitsPair ? index - 1 : index;
}

/** The text of a tool's result. */
export function resultText(output: ResultOutput): string {
  if (output.type !== 'content') return toolOutputText(output);
  return output.value
    .map((part) => (part.type === 'text' ? part.text : part.type === 'file' ? fileNote(part) : ''))
    .filter((text) => text !== '')
    .join('\n');
}

function entryOf({ role, content }: LanguageModelV4Message): string {
  if (typeof content === 'string') return '';
  const author = role === 'user' ? 'User' : 'Assistant';
  return content
    .map((part) => lineOf(part, author))
    .filter((line) => line !== '')
    .join('\n');
}

function lineOf(part: Part, author: string): string {
  switch (part.type) {
    case 'text':
      return part.text === '' ? '' : `${author}: ${part.text}`;
    case 'file':
      return `${author}: ${part.data.type === 'text' ? part.data.text : fileNote(part)}`;
    case 'tool-call':
      return `Assistant called ${part.toolName} with ${JSON.stringify(part.input ?? {})}`;
    case 'tool-result':
      return `Result of ${part.toolName === '' ? 'the call' : part.toolName}: ${shortResult(part.output)}`;
    default:
      return '';
  }
}

function shortResult(output: ResultOutput): string {
  return shorten(
    resultText(output),
    LONGEST_RESULT_CHARACTERS,
    (omitted) => `[${omitted} characters left out]`,
  );
}

function fileNote({ mediaType, filename }: { mediaType: string; filename?: string | undefined }): string {
  const kind = mediaType.startsWith('image') ? 'an image' : 'a file';
  return `[${kind}: ${filename === undefined ? mediaType : `${filename}, ${mediaType}`}]`;
}

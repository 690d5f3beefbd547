import type { JSONValue } from '@ai-sdk/provider';
import type { ValueSource } from './json-schema/json-schema-instance.js';
import type { Schema } from './json-schema/schema.js';
import {
  arithmeticOf,
  factsOf,
  fileIn,
  type Labelled,
  type MessageFacts,
  phraseAfter,
  properNameOf,
  topicOf,
} from './message-facts.js';
import { timeZoneIn } from './time-zones.js';
import { splitIdentifier, stemOf } from './word-stems.js';

type Accepts = (value: JSONValue) => boolean;

const PLACE_NAMES =
  /\b(?:city|cities|location|place|country|countries|region|town|area|address|where|room)\b/;
const ORIGIN_NAMES = /\b(?:origin|from|source|departure|start)\b/;
const DESTINATION_NAMES = /\b(?:destination|to|target|arrival|end)\b/;
const LANGUAGE_NAMES = /\b(?:language|lang|locale)\b/;
const TOPIC_NAMES =
  /\b(?:query|q|queries|search|question|prompt|topic|subject|title|text|message|content|body|input|keywords?|terms?|task|description|note|what)\b/;
const ARITHMETIC_NAMES = /\b(?:expression|formula|equation|calculation|math|arithmetic|sum|expr)\b/;
const FILE_NAMES = /\b(?:file|filename|path|directory|folder)\b/;
const COMPLETE_TIME = /T.*(?:Z|[+-]\d\d:\d\d)$/;
const EMPTY_WORDS =
  /^(?:the|an?|my|me|us|what|is|s|to|of|it|this|that|call|run|use|get|please|tool|now|and|then)$/;

/** Plausible values for a schema's properties, taken from a message by the properties' names and types. */
export class MessageValues implements ValueSource {
  private readonly facts: MessageFacts;
  private readonly taken = new Set<Labelled<string | number>>();
  private isTopicTaken = false;

  /**
   * `known` are the stems of words that the message has for other ends, such as the name of the tool it asks for;
   * `names` are the stems of all names that values are wanted for: a value labelled with one of them is for no other.
   */
  constructor(
    private readonly text: string,
    private readonly known: ReadonlySet<string> = new Set(),
    private readonly names: ReadonlySet<string> = new Set(),
  ) {
    this.facts = factsOf(text);
  }

  suggest(name: string, type: string, schema: Schema, accepts: Accepts): JSONValue | undefined {
    const words = splitIdentifier(name).toLowerCase();
    switch (type) {
      case 'number':
      case 'integer':
        return this.take(words, this.facts.numbers, accepts);
      case 'boolean':
        return this.mentions(words) ? true : undefined;
      default:
        return this.textFor(words, schema, accepts);
    }
  }

  choose(values: readonly JSONValue[]): JSONValue | undefined {
    return values.find((value) => typeof value === 'string' && value !== '' && this.says(value));
  }

  fallback(): string | undefined {
    if (this.isTopicTaken) return undefined;
    this.isTopicTaken = true;
    const phrase = properNameOf(this.text) ?? topicOf(this.text, this.isKnown);
    const isQuoted =
      phrase !== undefined && this.facts.quotations.some(({ value }) => phrase.includes(value));
    return isQuoted ? undefined : phrase;
  }

  private textFor(words: string, { format }: Schema, accepts: Accepts): string | undefined {
    const special = this.ofFormat(words, format, accepts);
    if (special !== undefined || (format !== undefined && format !== 'text')) return special;
    const quotation = this.take(words, this.facts.quotations, accepts);
    if (quotation !== undefined) return quotation;
    const phrase = this.phraseFor(words);
    return phrase !== undefined && accepts(phrase) ? phrase : undefined;
  }

  private ofFormat(words: string, format: JSONValue | undefined, accepts: Accepts): string | undefined {
    const { emails, urls, dates } = this.facts;
    const has = (word: string): boolean => words.includes(word);
    if (format === 'email' || has('email') || has('recipient')) return this.take(words, emails, accepts);
    if (format === 'uri' || format === 'url' || has('url') || has('link'))
      return this.take(words, urls, accepts);
    if (format === 'date')
      return this.take(words, dates, (date) => accepts(date) && String(date).length === 10);
    if (format === 'date-time')
      return this.take(words, dates, (date) => accepts(date) && COMPLETE_TIME.test(String(date)));
    return has('date') ? this.take(words, dates, accepts) : undefined;
  }

  private phraseFor(words: string): string | undefined {
    if (/\btime ?zone|\btz\b/.test(words)) return timeZoneIn(this.text);
    if (ARITHMETIC_NAMES.test(words)) return arithmeticOf(this.text) ?? topicOf(this.text, this.isKnown);
    if (LANGUAGE_NAMES.test(words)) return /\b(?:to|into|in) (\p{Lu}\p{L}+)/u.exec(this.text)?.[1];
    if (FILE_NAMES.test(words)) return fileIn(this.text);
    if (ORIGIN_NAMES.test(words)) return phraseAfter(this.text, '[Ff]rom');
    if (DESTINATION_NAMES.test(words)) return phraseAfter(this.text, 'to|into');
    if (PLACE_NAMES.test(words)) return phraseAfter(this.text, '[Ii]n|[Aa]t|[Ff]or|near|around|of|to|from');
    return TOPIC_NAMES.test(words) ? topicOf(this.text, this.isKnown) : undefined;
  }

  /** A value that is labelled with one of these words, else the first that is labelled with no other name. */
  private take<Value extends string | number>(
    words: string,
    values: readonly Labelled<Value>[],
    accepts: Accepts,
  ): Value | undefined {
    const stems = words.split(' ').map(stemOf);
    const free = values.filter((item) => !this.taken.has(item) && accepts(item.value));
    const taken =
      free.find(({ labels }) => labels.some((label) => stems.includes(label))) ??
      free.find(({ labels }) => !labels.some((label) => this.names.has(label)));
    if (taken !== undefined) this.taken.add(taken);
    return taken?.value;
  }

  private mentions(words: string): boolean {
    return ` ${stemmed(this.text)} `.includes(` ${stemmed(words)} `);
  }

  private says(value: string): boolean {
    return ` ${splitWords(this.text)} `.includes(` ${splitWords(value)} `);
  }

  private readonly isKnown = (word: string): boolean =>
    splitWords(splitIdentifier(word))
      .split(' ')
      .every((bare) => bare === '' || this.known.has(stemOf(bare)) || EMPTY_WORDS.test(bare));
}

function stemmed(text: string): string {
  return splitWords(text).split(' ').map(stemOf).join(' ');
}

function splitWords(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

import type { JSONValue, LanguageModelV4FunctionTool } from '@ai-sdk/provider';
import type { ValueSource } from './json-schema/json-schema-instance.js';
import { FILE, factsOf, fileIn, withoutPoliteness } from './message-facts.js';
import { splitIdentifier } from './word-stems.js';

/** Values for a tool's properties, by the words of their names. */
type KnownValues = readonly (readonly [names: RegExp, value: string | undefined])[];

/** A kind of tool that many servers have. How it is asked for is known better than by its words alone. */
export interface ToolKind {
  /** Whether a tool is of this kind, by the words of its name. */
  readonly isNamed: RegExp;
  /** Whether its arguments are what this kind has; absent where any are. */
  readonly takes?: (properties: readonly string[]) => boolean;
  readonly isAskedFor: (text: string) => boolean;
  readonly values?: (text: string) => KnownValues;
}

/** What is longer asks for more than one thing, or quotes somebody who asks. */
const LONGEST_REQUEST = 400;

const FILE_OBJECT = String.raw`(?: me)?(?: what(?:'s|’s| is) in(?:side)?)?(?: the)?(?: contents? of)?(?: the)?(?: (?:text )?file)?(?: (?:named|called))? ["'\`]?${FILE}`;
const READS = new RegExp(String.raw`\b(?:read|open|show|print|display|view|cat|see)\b${FILE_OBJECT}`, 'i');
const ASKS_WHAT_IS_IN = new RegExp(
  String.raw`\bwhat(?:'s|’s| is) in(?:side)? (?:the )?(?:file )?${FILE}|\bwhat does (?:the )?(?:file )?${FILE} (?:say|contain)`,
  'i',
);
const WRITES_FILE = /\b(?:write|create|save|make|put|store|add)\b.*\bfile\b/is;
const WRITES_TO = new RegExp(
  String.raw`\b(?:write|save|put|store)\b (.+?) (?:to|into|in|as) (?:the |a )?(?:new )?(?:file )?(?:named |called )?["'\`]?${FILE}`,
  'is',
);
const CONTENT =
  /\b(?:that says|saying|containing|with (?:the )?(?:text|contents?|words?|lines?))(?: of)?:? (\S.*)$/is;
const REMEMBERS =
  /^(?:remember|memori[sz]e|keep in mind|(?:do not|don['’]t) forget|(?:save|add|store|write)(?: this| it)? (?:to|in|into)(?: your| my)? memory)(?: that\b|:|,)? *(?!(?:what|when|who|how|where|why|which)\b)(?<content>[^?]+)$/is;
const RECALLS =
  /\b(?:what|anything)\b.*\b(?:remember|recall|memory|memories)\b(?:.*?\b(?:about|of) (?<about>[^?.!]+))?|\b(?:what|anything) .*\bknow about (?<me>(?:me|my|us|our)\b[^?.!]*)|\b(?:search|look)\b.*\bmemor(?:y|ies)\b(?: (?:for|about) (?<sought>[^?.!]+))?/is;
const ADDS = /\b(?:add|sum|plus|total)\b|\d\s*\+\s*\d/i;
const ECHOES = /\becho\b(?: tool)?(?: to)?(?: (?:say|repeat|send|return))?[:,]? (?<said>\S.*)$/is;

/** The kinds, the first of which counts where a tool is of several. */
const KINDS: readonly ToolKind[] = [
  {
    isNamed:
      /^(?=.*\b(?:time|date|datetime|clock)\b)(?:(?:get|tell|current|local|now|today|date|time|datetime|clock|and)(?: |$))+$/,
    isAskedFor: (text) =>
      /\bwhat(?:'s|’s| is) (?:the )?(?:current |local |exact )?(?:time|date|day|weekday)\b|\b(?:time|day|date|weekday) is it\b|\b(?:current|local) (?:time|date)\b|\btoday['’]?s (?:date|weekday)\b|\bthe time in\b/i.test(
        text,
      ),
  },
  {
    isNamed: /\b(?:write|create|save)\b.*\bfile$/,
    isAskedFor: isWriteRequest,
    values: writtenFile,
  },
  {
    isNamed: /\b(?:read|view|open|cat|show|get)\b.*\bfile\b(?: contents?)?$/,
    isAskedFor: (text) => !isWriteRequest(text) && (READS.test(text) || ASKS_WHAT_IS_IN.test(text)),
    values: (text) => [[/\b(?:path|file|filename|name)\b/, fileIn(text)]],
  },
  {
    isNamed: /\b(?:search|find|grep)\b.*\bfiles?$/,
    isAskedFor: (text) =>
      /\b(?:search|grep|find|look)\b.*\b(?:files?|workspace|folders?|code)\b/i.test(text) &&
      !/\bmemor(?:y|ies)\b/i.test(text),
  },
  {
    isNamed: /\b(?:fetch|page|webpage|url|website|browse|scrape|visit)\b/,
    takes: (properties) => properties.some((name) => /\b(?:url|uri|link|address)\b/.test(name)),
    isAskedFor: (text) =>
      factsOf(text).urls.length > 0 &&
      /\b(?:fetch|read|open|get|visit|browse|look|check|load|show|tell|summar(?:ise|ize|y)|what|says?)\b/i.test(
        text,
      ),
  },
  {
    isNamed: /^remember$|\b(?:save|store|add|create|write)\b.*\bmemor(?:y|ies)$/,
    isAskedFor: (text) => REMEMBERS.test(withoutPoliteness(text)),
    values: (text) => [
      [
        /\b(?:content|text|note|memory|fact|value|message|information)\b/,
        withoutEnd(REMEMBERS.exec(withoutPoliteness(text))?.groups?.['content']),
      ],
    ],
  },
  {
    isNamed: /^recall$|\b(?:search|find|recall|list|get|read|query)\b.*\bmemor(?:y|ies)$/,
    isAskedFor: (text) => RECALLS.test(text) && !REMEMBERS.test(withoutPoliteness(text)),
    values: (text) => [[/\b(?:query|q|search|text|keywords?|topic|terms?)\b/, recalled(text)]],
  },
  {
    isNamed: /^echo$/,
    isAskedFor: (text) =>
      /^echo\b|\b(?:with|using|via|through|use|call) (?:the )?echo\b/i.test(withoutPoliteness(text)),
    values: (text) => [[/\b(?:message|text|input|content|value)\b/, echoed(text)]],
  },
  {
    isNamed: /^(?=.*\b(?:sum|add)\b)(?:(?:get|calculate|compute|sum|add|two|numbers|of|the)(?: |$))+$/,
    isAskedFor: (text) => ADDS.test(text) && factsOf(text).numbers.length > 1,
  },
];

/** The kind of a tool; undefined for one that is like no other. */
export function kindOf({ name, inputSchema }: LanguageModelV4FunctionTool): ToolKind | undefined {
  const words = wordsOf(name);
  const properties = Object.keys(inputSchema.properties ?? {}).map(wordsOf);
  return KINDS.find(
    ({ isNamed, takes }) => isNamed.test(words) && (takes === undefined || takes(properties)),
  );
}

/** Whether a message asks for a tool of this kind. */
export function asksFor(kind: ToolKind, text: string): boolean {
  return text.length <= LONGEST_REQUEST && kind.isAskedFor(text);
}

/** What a message says for the properties of a tool of a known kind. */
export function knownValues(tool: LanguageModelV4FunctionTool, text: string): ValueSource {
  const values = kindOf(tool)?.values?.(text) ?? [];
  return {
    suggest: (name, type, _, accepts): JSONValue | undefined => {
      if (type !== 'string') return undefined;
      const value = values.find(([names]) => names.test(wordsOf(name)))?.[1];
      return value !== undefined && accepts(value) ? value : undefined;
    },
    choose: () => undefined,
  };
}

function wordsOf(identifier: string): string {
  return splitIdentifier(identifier).toLowerCase().trim();
}

function isWriteRequest(text: string): boolean {
  return fileIn(text) !== undefined && (WRITES_FILE.test(text) || WRITES_TO.test(text));
}

function writtenFile(text: string): KnownValues {
  const path = fileIn(text);
  const quoted = factsOf(text).quotations.find(({ value }) => value !== path)?.value;
  const content = quoted ?? CONTENT.exec(text)?.[1] ?? WRITES_TO.exec(text)?.[1];
  return [
    [/\b(?:path|file|filename|name)\b/, path],
    [/\b(?:content|contents|text|data|body)\b/, content],
  ];
}

/** What is asked for; everything where only the person is. */
function recalled(text: string): string | undefined {
  const groups = RECALLS.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const sought = groups['about'] ?? groups['me'] ?? groups['sought'] ?? '';
  return /^(?:me|us)$/i.test(sought.trim()) ? '' : sought.trim();
}

function echoed(text: string): string | undefined {
  const [quoted] = factsOf(text).quotations;
  const before = /\b(?:say|repeat|send) (\S.*?) (?:with|using|via|through) (?:the )?echo\b/is.exec(text)?.[1];
  return quoted?.value ?? before ?? withoutEnd(ECHOES.exec(text)?.groups?.['said']);
}

function withoutEnd(text: string | undefined): string | undefined {
  return text?.trim().replace(/\.$/, '');
}

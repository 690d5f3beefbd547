import type { LanguageModelV4FunctionTool } from '@ai-sdk/provider';
import { asksFor, kindOf, type ToolKind } from './known-tools.js';
import { splitIdentifier, stemsOf } from './word-stems.js';

/** A tool that a message asks for. */
export interface ChosenTool {
  readonly tool: LanguageModelV4FunctionTool;
  /** The part of the message that asks for it. */
  readonly request: string;
  /** The stems of the message's words that speak of the tool. */
  readonly evidence: ReadonlySet<string>;
}

const MOST_TOOLS = 8;
/** A message this long, in words that say something, must speak of a tool once more to be taken as asking for it. */
const WORDS_PER_POINT = 12;
const NAMED_SCORE = 100;
const KIND_SCORE = 50;

/** Words of a tool's name that nobody needs to say. */
const SILENT = new Set(
  stemsOf('get fetch look lookup check show current perform execute call tool function api mcp data info'),
);
/** Words of a tool's name that tell it from its neighbours: no file is deleted because a file is mentioned. */
const ACTIONS = new Set(
  stemsOf(
    'list create read write send update delete remove open close add edit set run make move copy post start stop',
  ),
);

interface Candidate {
  readonly tool: LanguageModelV4FunctionTool;
  readonly kind: ToolKind | undefined;
  readonly nouns: readonly string[];
  readonly actions: readonly string[];
  readonly described: readonly string[];
}

interface Match {
  readonly candidate: Candidate;
  readonly evidence: ReadonlySet<string>;
  readonly score: number;
}

/** The tools that a message asks for, by its words; none for a message that speaks of something else. */
export function chooseTools(
  text: string,
  tools: readonly LanguageModelV4FunctionTool[],
): readonly ChosenTool[] {
  const words = new Set(stemsOf(text));
  const remaining = new Set(words);
  let candidates = tools.map(toCandidate);
  const chosen: Match[] = [];
  while (chosen.length < MOST_TOOLS && candidates.length > 0) {
    const best = bestOf(candidates, remaining, text);
    if (best === undefined || best.score < 2 + Math.floor(words.size / WORDS_PER_POINT)) break;
    chosen.push(best);
    for (const word of best.evidence) remaining.delete(word);
    candidates = candidates.filter(
      (candidate) => candidate !== best.candidate && !isLike(candidate, best.candidate),
    );
  }
  return inOrderOf(text, chosen);
}

/** One tool of a kind is enough: a client and the server may both have it. */
function isLike(candidate: Candidate, chosen: Candidate): boolean {
  return candidate.kind !== undefined && candidate.kind === chosen.kind;
}

function toCandidate(tool: LanguageModelV4FunctionTool): Candidate {
  const spoken = stemsOf(splitIdentifier(tool.name));
  const [summary = ''] = (tool.description ?? '').slice(0, 240).split(/[.\n]/);
  const telling = spoken.filter((word) => !SILENT.has(word));
  const nouns = telling.filter((word) => !ACTIONS.has(word));
  const actions = telling.filter((word) => ACTIONS.has(word));
  const described = stemsOf(summary).filter((word) => !spoken.includes(word) && !SILENT.has(word));
  const kind = kindOf(tool);
  // A tool called `list` or `fetch` is asked for by just that word.
  return nouns.length > 0
    ? { tool, kind, nouns, actions, described: [...new Set(described)] }
    : {
        tool,
        kind,
        nouns: actions.length > 0 ? actions : spoken,
        actions: [],
        described: [...new Set(described)],
      };
}

function bestOf(
  candidates: readonly Candidate[],
  words: ReadonlySet<string>,
  text: string,
): Match | undefined {
  let best: Match | undefined;
  for (const candidate of candidates) {
    const match = matchOf(candidate, words, text);
    if (match !== undefined && match.score > (best?.score ?? 0)) best = match;
  }
  return best;
}

function matchOf(candidate: Candidate, words: ReadonlySet<string>, text: string): Match | undefined {
  const { tool, nouns, actions, described } = candidate;
  const isSaid = (word: string): boolean => words.has(word);
  const saidNouns = nouns.filter(isSaid);
  const saidActions = actions.filter(isSaid);
  const saidDescribed = described.filter(isSaid);
  const evidence = new Set([...saidNouns, ...saidActions, ...saidDescribed]);
  if (isNamed(tool.name, text))
    return { candidate, evidence: new Set([...evidence, ...nouns, ...actions]), score: NAMED_SCORE };
  if (candidate.kind !== undefined) return matchOfKind(candidate, candidate.kind, text);
  const coverage = nouns.length === 0 ? 0 : saidNouns.length / nouns.length;
  const isActionSaid = actions.length === 0 || saidActions.length > 0 || saidDescribed.length > 0;
  const byName = saidNouns.length > 0 && isActionSaid && (coverage >= 0.5 || saidDescribed.length > 0);
  const byDescription = saidDescribed.length >= 2 && saidDescribed.length * 2 >= words.size;
  if (!byName && !byDescription) return undefined;
  const score = 2 * saidNouns.length + saidActions.length + saidDescribed.length + coverage;
  return { candidate, evidence, score };
}

/** What is known of its kind counts alone; the clause that asks for it asks for nothing else. */
function matchOfKind(candidate: Candidate, kind: ToolKind, text: string): Match | undefined {
  if (!asksFor(kind, text)) return undefined;
  const clause = clausesOf(text).find((part) => asksFor(kind, part)) ?? text;
  return { candidate, evidence: new Set(stemsOf(clause)), score: KIND_SCORE };
}

/** Whether the message has the very name of a tool, where that is written as no ordinary word is. */
function isNamed(name: string, text: string): boolean {
  if (!/[_.-]|\p{Ll}\p{Lu}/u.test(name)) return text.includes(`\`${name}\``);
  const start = text.toLowerCase().indexOf(name.toLowerCase());
  const isInIdentifier = (character: string | undefined): boolean => /^[\w-]$/.test(character ?? '');
  return start >= 0 && !isInIdentifier(text[start - 1]) && !isInIdentifier(text[start + name.length]);
}

/** The chosen tools in the order in which the message speaks of them, each with its clause. */
function inOrderOf(text: string, matches: readonly Match[]): readonly ChosenTool[] {
  const clauses = matches.length > 1 ? clausesOf(text) : [text];
  const placed = matches.map(({ candidate, evidence }) => {
    const position = clauses.findIndex((clause) =>
      stemsOf(splitIdentifier(clause)).some((word) => evidence.has(word)),
    );
    return { tool: candidate.tool, evidence, position };
  });
  return placed
    .sort((first, second) => first.position - second.position)
    .map(({ tool, evidence, position }) => ({ tool, evidence, request: clauses[position] ?? text }));
}

function clausesOf(text: string): readonly string[] {
  return text.split(/[.?!;]\s+|,?\s+(?:and|then|plus)\s+|\n+/);
}

import type { LanguageModelV4CallOptions, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { Observable } from 'rxjs';
import { AgentError } from '../agent-error.js';
import { completeUsage } from '../complete-usage.js';
import { sliceForCounting } from '../language-models/slice-for-counting.js';
import { collectGenerateResult } from '../language-models/stream-parts-adapter.js';
import { countTokens, takeTokens } from '../language-models/tokenizer.js';
import { addUsage, NO_USAGE, type Usage } from '../usage.js';
import { isContextLengthError } from './context-length-error.js';
import { INSTRUCTION_TOKENS, type SummaryMaterial, summaryRequest } from './summary-request.js';
import type { Transcript } from './transcript.js';

/** Calls a model. */
export type Summarise = (request: LanguageModelV4CallOptions) => Observable<LanguageModelV4StreamPart>;

const CONCURRENT_CALLS = 3;
/** Bounds what one compaction may cost; what does not fit in so many calls is too old to matter. */
const MOST_CHUNKS = 24;
const LEAST_CHUNK_TOKENS = 256;
const MOST_THINKING_TOKENS = 8_192;
/** How often the window is taken to be half of what was thought, when the model says that a chunk is too long. */
const MOST_HALVINGS = 2;
/** What joins two entries. */
const SEPARATOR = '\n\n';
const SEPARATOR_TOKENS = 2;

/** Summarises older turns by a model: in one call where they fit into one, else in chunks that are then put together. */
export class TurnSummariser {
  private spent = NO_USAGE;

  constructor(
    private readonly call: Summarise,
    private readonly signal: AbortSignal,
  ) {}

  /** What the calls so far have spent. */
  get usage(): Usage {
    return this.spent;
  }

  /**
   * A summary of at most `summaryTokens`, by a model that reads at most `windowTokens`. Rejects with an `AgentError`
   * where the model fails or says nothing, and with the signal's reason.
   */
  async summarise(transcript: Transcript, summaryTokens: number, windowTokens: number): Promise<string> {
    for (let halvings = 0; ; halvings++) {
      try {
        return await this.summariseWithin(transcript, summaryTokens, windowTokens / 2 ** halvings);
      } catch (error) {
        if (!isContextLengthError(error) || halvings >= MOST_HALVINGS) throw error;
      }
    }
  }

  private async summariseWithin(
    { entries, earlierSummaries }: Transcript,
    summaryTokens: number,
    windowTokens: number,
  ): Promise<string> {
    // A model that reasons spends part of the limit before it writes.
    const outputTokens = summaryTokens + Math.min(MOST_THINKING_TOKENS, Math.floor(windowTokens / 8));
    const ask = (material: SummaryMaterial, signal: AbortSignal): Promise<string> =>
      this.ask(material, summaryTokens, outputTokens, signal);
    const earlierSummary = await takeTokens(earlierSummaries.join(SEPARATOR), 2 * summaryTokens);
    const readable = windowTokens - INSTRUCTION_TOKENS - outputTokens - (await countTokens(earlierSummary));
    const chunkTokens = Math.max(LEAST_CHUNK_TOKENS, 2 * summaryTokens, readable);
    let chunks = newest(await toChunks(entries, chunkTokens));
    while (chunks.length > 1) {
      const summaries = await this.inParallel(chunks, (transcript, signal) =>
        ask({ transcript, earlierSummary: '' }, signal),
      );
      const numbered = summaries.map((summary, index) => `Summary of part ${index + 1}:\n${summary}`);
      const merged = await toChunks(numbered, chunkTokens);
      // Each summary is at most half as long as a chunk, so this ends; a chunk that is a summary alone would not.
      chunks =
        merged.length < chunks.length ? merged : [await takeTokens(numbered.join(SEPARATOR), chunkTokens)];
    }
    return ask({ transcript: chunks[0] ?? '', earlierSummary }, this.signal);
  }

  /** In the order of the chunks. The first failure aborts the others. */
  private async inParallel(
    chunks: readonly string[],
    ask: (chunk: string, signal: AbortSignal) => Promise<string>,
  ): Promise<string[]> {
    const failure = new AbortController();
    const signal = AbortSignal.any([this.signal, failure.signal]);
    const summaries: string[] = [];
    const waiting = chunks.entries();
    const work = async (): Promise<void> => {
      for (const [index, chunk] of waiting) summaries[index] = await ask(chunk, signal);
    };
    try {
      await Promise.all(Array.from({ length: CONCURRENT_CALLS }, work));
      return summaries;
    } catch (error) {
      failure.abort();
      throw error;
    }
  }

  private async ask(
    material: SummaryMaterial,
    summaryTokens: number,
    outputTokens: number,
    signal: AbortSignal,
  ): Promise<string> {
    const request = summaryRequest(material, summaryTokens, outputTokens);
    const { content, usage } = await collectGenerateResult(this.call(request), signal);
    const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
    const complete = await completeUsage(usage, request, text);
    this.spent = addUsage(this.spent, complete);
    const summary = withoutThoughts(text);
    if (summary === '') throw new AgentError('model-failed', 'The model wrote an empty summary.');
    return takeTokens(summary, summaryTokens);
  }
}

/** Some servers leave a model's thoughts in its answer. */
function withoutThoughts(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.startsWith('<think>')) return trimmed;
  const end = trimmed.indexOf('</think>');
  return end === -1 ? '' : trimmed.slice(end + '</think>'.length).trim();
}

function newest(chunks: readonly string[]): readonly string[] {
  if (chunks.length <= MOST_CHUNKS) return chunks;
  const [first = '', ...kept] = chunks.slice(-MOST_CHUNKS);
  return [`[What came before this is left out for its length.]${SEPARATOR}${first}`, ...kept];
}

/** The entries in as few texts of at most so many tokens as keep their order; one that is too long is split. */
async function toChunks(entries: readonly string[], limit: number): Promise<string[]> {
  const chunks: string[] = [];
  let chunk: string[] = [];
  let room = limit;
  for (const entry of entries) {
    for (const piece of await toPieces(entry, limit)) {
      if (piece.tokens > room && chunk.length > 0) {
        chunks.push(chunk.join(SEPARATOR));
        chunk = [];
        room = limit;
      }
      chunk.push(piece.text);
      room -= piece.tokens;
    }
  }
  if (chunk.length > 0) chunks.push(chunk.join(SEPARATOR));
  return chunks;
}

interface Piece {
  readonly text: string;
  readonly tokens: number;
}

async function toPieces(entry: string, limit: number): Promise<Piece[]> {
  const tokens = (await countTokens(entry)) + SEPARATOR_TOKENS;
  if (tokens <= limit) return [{ text: entry, tokens }];
  const pieces: Piece[] = [];
  let piece: Piece = { text: '', tokens: SEPARATOR_TOKENS };
  for (const slice of sliceForCounting(entry)) {
    const sliceTokens = await countTokens(slice);
    if (piece.text !== '' && piece.tokens + sliceTokens > limit) {
      pieces.push(piece);
      piece = { text: '', tokens: SEPARATOR_TOKENS };
    }
    piece = { text: piece.text + slice, tokens: piece.tokens + sliceTokens };
  }
  return [...pieces, piece];
}

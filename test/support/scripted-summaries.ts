import type {
  LanguageModelV4CallOptions,
  LanguageModelV4Prompt,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider';
import { type Observable, of } from 'rxjs';

/** A model's whole answer, which cost 10 tokens to ask and 5 to write. */
export function answerParts(text: string): LanguageModelV4StreamPart[] {
  const usage = {
    inputTokens: { total: 10, noCache: 10, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: 5, text: 5, reasoning: 0 },
  };
  return [
    { type: 'stream-start', warnings: [] },
    { type: 'text-start', id: 'text' },
    { type: 'text-delta', id: 'text', delta: text },
    { type: 'text-end', id: 'text' },
    { type: 'finish', usage, finishReason: { unified: 'stop', raw: 'stop' } },
  ];
}

/** All that the user says in a prompt. */
export function userTextOf(prompt: LanguageModelV4Prompt = []): string {
  return prompt
    .flatMap((message) => (message.role === 'user' ? message.content : []))
    .map((part) => (part.type === 'text' ? part.text : ''))
    .join('\n');
}

/** A model that writes summaries by a script, and what it was asked. */
export class ScriptedSummaries {
  readonly requests: LanguageModelV4CallOptions[] = [];

  constructor(private readonly answer: (asked: string) => string = () => 'A summary.') {}

  readonly summarise = (request: LanguageModelV4CallOptions): Observable<LanguageModelV4StreamPart> => {
    this.requests.push(request);
    return of(...answerParts(this.answer(userTextOf(request.prompt))));
  };

  /** What the user's side of each request said. */
  get asked(): string[] {
    return this.requests.map(({ prompt }) => userTextOf(prompt));
  }
}

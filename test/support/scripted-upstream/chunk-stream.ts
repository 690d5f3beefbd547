import type { AnswerScript } from './answer-script.ts';
import { write, type AnswerStep } from './answer-steps.ts';
import type { ChatCompletionRequest } from './chat-completion-request.ts';
import {
  logprobsOf,
  scriptedFinishReason,
  scriptedUsage,
  type CompletionIdentity,
} from './chat-completion.ts';
import { scriptTokens } from './script-tokens.ts';

const comment = ': OPENROUTER PROCESSING\n\n';

/** The pace of one stream. `phase` (0 to 1) delays it by that part of a token's time, so that many do not tick as one. */
interface StreamPace {
  phase: number;
}

/** Yields the steps of a streamed answer: role chunk, tokens, finish chunk, usage chunk, `[DONE]`, and the faults. */
export function* chunkStream(
  script: AnswerScript,
  request: ChatCompletionRequest,
  identity: CompletionIdentity,
  { phase }: StreamPace,
): Generator<AnswerStep, void> {
  const frame = chunkFrames(identity, request);
  const tokenDelayMs = script.tokenDelayMs ?? 0;
  if (script.comments) yield write(comment);
  yield write(frame({ role: 'assistant', content: script.toolCalls ? null : '', refusal: null }));

  let sent = 0;
  for (const { delta, content } of scriptTokens(script)) {
    yield* faultsAfter(script, sent);
    const logprobs = script.logprobs && content !== undefined ? logprobsOf([content]) : null;
    yield write(frame(delta, { logprobs }), delayBefore(sent));
    sent++;
  }
  yield* faultsAfter(script, sent);

  if (script.comments) yield write(comment);
  yield* streamEnd(script, request, identity);

  function delayBefore(token: number): number {
    if (token === 0) return script.firstTokenDelayMs ?? 0;
    return token === 1 ? tokenDelayMs * (1 + phase) : tokenDelayMs;
  }
}

function* streamEnd(
  script: AnswerScript,
  request: ChatCompletionRequest,
  identity: CompletionIdentity,
): Generator<AnswerStep, void> {
  const frame = chunkFrames(identity, request);
  const usage = scriptedUsage(script);
  const usageInLastChunk = usage !== null && script.usageInLastChunk === true;
  if (!script.omitFinish) {
    const finishReason = scriptedFinishReason(script);
    yield write(frame({}, usageInLastChunk ? { finishReason, usage } : { finishReason }));
  }
  if (request.includeUsage && usage !== null && !usageInLastChunk) {
    const { id, created, ...rest } = identity;
    yield write(dataFrame({ id, object: 'chat.completion.chunk', created, ...rest, choices: [], usage }));
  }
  if (!script.omitDone) yield write('data: [DONE]\n\n');
}

function* faultsAfter(script: AnswerScript, sent: number): Generator<AnswerStep, void> {
  if (script.garbageAfterTokens === sent) yield write('data: {"id": this is not JSON\n\n');
  if (script.errorFrameAfterTokens?.after === sent) {
    yield write(dataFrame({ error: script.errorFrameAfterTokens.error }));
    yield { type: 'end' };
  }
  if (script.cutAfterTokens === sent) yield { type: 'cut' };
  if (script.stallAfterTokens === sent) yield { type: 'stall' };
}

interface ChunkParts {
  logprobs?: object | null;
  finishReason?: string;
  usage?: object;
}

/** Makes the frames of one completion; what they share is serialised once, because the bench sends millions. */
function chunkFrames(
  { id, created, ...identity }: CompletionIdentity,
  { includeUsage }: ChatCompletionRequest,
) {
  const shared = JSON.stringify({ id, object: 'chat.completion.chunk', created, ...identity });
  const head = `data: ${shared.slice(0, -1)},"choices":[{"index":0,"delta":`;
  return (delta: object, { logprobs = null, finishReason, usage }: ChunkParts = {}): string => {
    const finish = finishReason === undefined ? 'null' : JSON.stringify(finishReason);
    const usageField = usage ? `,"usage":${JSON.stringify(usage)}` : includeUsage ? ',"usage":null' : '';
    const logprobsValue = logprobs === null ? 'null' : JSON.stringify(logprobs);
    return `${head}${JSON.stringify(delta)},"logprobs":${logprobsValue},"finish_reason":${finish}}]${usageField}}\n\n`;
  };
}

function dataFrame(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

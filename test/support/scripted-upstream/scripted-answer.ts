import { Buffer } from 'node:buffer';
import type { AnswerScript } from './answer-script.ts';
import { inPieces, joined, write, type AnswerStep } from './answer-steps.ts';
import type { ChatCompletionRequest } from './chat-completion-request.ts';
import { chatCompletion, completionIdentity } from './chat-completion.ts';
import { chunkStream } from './chunk-stream.ts';

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Iterable<AnswerStep>;
}

// Multiples of the golden ratio spread any number of streams evenly over a token's time.
const goldenRatio = 0.618_034;

/** Yields the steps of answering `request` by `script`; `serial` tells the answer from the upstream's others. */
export function* scriptedAnswer(
  script: AnswerScript,
  request: ChatCompletionRequest,
  serial: number,
): Generator<AnswerStep, void> {
  if (script.cutBeforeHeaders) yield { type: 'cut', delayMs: script.delayMs };
  const { status, headers, body } = answerTo(script, request, serial);
  yield { type: 'head', status, headers: { ...headers, ...script.headers }, delayMs: script.delayMs };
  const lines = script.crlf ? withCrLf(body) : body;
  if (script.splitBytes !== undefined) yield* inPieces(lines, script.splitBytes);
  else if (script.burst) yield* joined(lines);
  else yield* lines;
}

/** Yields the steps of an answer that is not a completion: text as it is, anything else as JSON. */
export function* plainAnswer(status: number, content: unknown): Generator<AnswerStep, void> {
  const { headers, body } = answerWith(status, content);
  yield { type: 'head', status, headers };
  yield* body;
}

/** An error body as OpenAI writes it. */
export function errorBody(status: number, message = `Scripted status ${status}`): object {
  const type = status >= 500 ? 'server_error' : 'invalid_request_error';
  return { error: { message, type, param: null, code: null } };
}

function answerTo(script: AnswerScript, request: ChatCompletionRequest, serial: number): Answer {
  const status = script.status ?? 200;
  if (script.body !== undefined || status >= 400) return answerWith(status, script.body ?? errorBody(status));
  const identity = completionIdentity(serial, request.model);
  if (!request.stream) {
    const answer = answerWith(status, chatCompletion(script, identity));
    return { ...answer, body: withBodyFaults(script, answer.body) };
  }
  return {
    status,
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
    body: chunkStream(script, request, identity, { phase: (serial * goldenRatio) % 1 }),
  };
}

function answerWith(status: number, content: unknown): Answer {
  const type = typeof content === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
  const bytes = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
  const headers = { 'content-type': type, 'content-length': String(bytes.length) };
  return { status, headers, body: [write(bytes)] };
}

function* withBodyFaults(script: AnswerScript, body: Iterable<AnswerStep>): Generator<AnswerStep, void> {
  if (script.cutAfterTokens === undefined && script.stallAfterTokens === undefined) {
    yield* body;
    return;
  }
  for (const step of body) {
    if (step.type === 'write') yield write(Buffer.from(step.bytes).subarray(0, step.bytes.length / 2));
  }
  yield { type: script.cutAfterTokens === undefined ? 'stall' : 'cut' };
}

function* withCrLf(steps: Iterable<AnswerStep>): Generator<AnswerStep, void> {
  for (const step of steps) {
    yield step.type === 'write' ? write(String(step.bytes).replaceAll('\n', '\r\n'), step.delayMs) : step;
  }
}

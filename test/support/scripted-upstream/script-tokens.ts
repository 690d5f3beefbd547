import type { AnswerScript, ScriptedToolCall } from './answer-script.ts';

/** One token of an answer: the delta that carries it and, for content, its text. */
interface ScriptedToken {
  delta: object;
  content?: string;
}

/** Yields the tokens of an answer in the order in which they are streamed. */
export function* scriptTokens(script: AnswerScript): Generator<ScriptedToken, void> {
  const reasoningField = script.reasoningField ?? 'reasoning_content';
  for (const piece of script.reasoning ?? []) yield { delta: { [reasoningField]: piece } };
  for (const piece of script.refusal ?? []) yield { delta: { refusal: piece } };
  for (const content of contentPieces(script)) yield { delta: { content }, content };
  yield* toolCallTokens(script);
}

/** Yields the pieces of an answer's content. */
export function* contentPieces(script: AnswerScript): Generator<string, void> {
  for (let index = 0; index < (script.tokens ?? 0); index++) yield ` word${index}`;
  if (script.text !== undefined) yield script.text;
  yield* script.chunks ?? [];
  if (script.hugeLineBytes !== undefined) yield 'x'.repeat(script.hugeLineBytes);
}

/** Counts an answer's tokens. */
export function countTokens(script: AnswerScript): number {
  return [...scriptTokens(script)].length;
}

/** A tool call's id: the scripted one, else one made from its place. */
export function toolCallId(call: ScriptedToolCall, index: number): string {
  return call.id ?? `call_scripted_${index}`;
}

function* toolCallTokens(script: AnswerScript): Generator<ScriptedToken, void> {
  const calls = script.toolCalls ?? [];
  if (!script.interleaveToolCalls) {
    for (const [index, call] of calls.entries()) {
      yield openingToken(call, index);
      for (const piece of call.argumentsPieces) yield argumentsToken(piece, index);
    }
    return;
  }
  for (const [index, call] of calls.entries()) yield openingToken(call, index);
  const turns = Math.max(0, ...calls.map((call) => call.argumentsPieces.length));
  for (let turn = 0; turn < turns; turn++) {
    for (const [index, call] of calls.entries()) {
      const piece = call.argumentsPieces[turn];
      if (piece !== undefined) yield argumentsToken(piece, index);
    }
  }
}

function openingToken(call: ScriptedToolCall, index: number): ScriptedToken {
  const opening = {
    index,
    id: toolCallId(call, index),
    type: 'function',
    function: { name: call.name, arguments: '' },
  };
  return { delta: { tool_calls: [opening] } };
}

function argumentsToken(piece: string, index: number): ScriptedToken {
  return { delta: { tool_calls: [{ index, function: { arguments: piece } }] } };
}

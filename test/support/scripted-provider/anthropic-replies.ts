import { eventFrame, type ScriptedReply } from './scripted-provider.js';

/** A block of an answer, as Anthropic's Messages API has it. */
type Block =
  | { readonly type: 'thinking'; readonly thinking: string; readonly signature: string }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tool_use'; readonly id: string; readonly name: string; readonly input: object };

/** An answer of Anthropic's Messages API. */
interface AnthropicAnswer {
  readonly blocks: readonly Block[];
  readonly stopReason?: 'end_turn' | 'tool_use' | 'max_tokens' | 'refusal';
}

const MESSAGE = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-test',
  stop_sequence: null,
};
const INPUT_USAGE = { input_tokens: 12, cache_creation_input_tokens: 0, cache_read_input_tokens: 30 };
const OUTPUT_TOKENS = 7;

/** The answer as a stream, in the order of events that the API documents. */
export function anthropicStream(answer: AnthropicAnswer): ScriptedReply {
  return {
    frames: [...beginning(), ...answer.blocks.flatMap(blockEvents), ...ending(answer)].map(eventFrame),
  };
}

/** A stream that fails after its first words. */
export function anthropicStreamError(type: string, message: string, text?: string): ScriptedReply {
  const words = text === undefined ? [] : blockEvents({ type: 'text', text }, 0).slice(0, -1);
  return { frames: [...beginning(), ...words, { type: 'error', error: { type, message } }].map(eventFrame) };
}

/** A stream whose connection breaks after its first words. */
export function anthropicStreamCut(text: string): ScriptedReply {
  const words = blockEvents({ type: 'text', text }, 0).slice(0, -1);
  return { frames: [...beginning(), ...words].map(eventFrame), cut: true };
}

/** The answer as one document. */
export function anthropicMessage({ blocks, stopReason = 'end_turn' }: AnthropicAnswer): ScriptedReply {
  const usage = { ...INPUT_USAGE, output_tokens: OUTPUT_TOKENS };
  return { body: { ...MESSAGE, content: blocks, stop_reason: stopReason, usage } };
}

/** A refusal, as the API writes it. */
export function anthropicError(
  status: number,
  type: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): ScriptedReply {
  return { status, headers, body: { type: 'error', error: { type, message }, request_id: 'req_1' } };
}

function beginning(): object[] {
  const usage = { ...INPUT_USAGE, output_tokens: 1 };
  return [
    { type: 'message_start', message: { ...MESSAGE, content: [], stop_reason: null, usage } },
    { type: 'ping' },
  ];
}

function blockEvents(block: Block, index: number): object[] {
  return [
    { type: 'content_block_start', index, content_block: emptied(block) },
    ...deltas(block).map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ];
}

function emptied(block: Block): object {
  switch (block.type) {
    case 'thinking':
      return { type: 'thinking', thinking: '', signature: '' };
    case 'text':
      return { type: 'text', text: '' };
    case 'tool_use':
      return { ...block, input: {} };
  }
}

function deltas(block: Block): object[] {
  switch (block.type) {
    case 'thinking':
      return [
        ...halves(block.thinking).map((thinking) => ({ type: 'thinking_delta', thinking })),
        { type: 'signature_delta', signature: block.signature },
      ];
    case 'text':
      return halves(block.text).map((text) => ({ type: 'text_delta', text }));
    case 'tool_use':
      return halves(JSON.stringify(block.input)).map((partial_json) => ({
        type: 'input_json_delta',
        partial_json,
      }));
  }
}

function ending({ stopReason = 'end_turn' }: AnthropicAnswer): object[] {
  const delta = { stop_reason: stopReason, stop_sequence: null };
  return [
    { type: 'message_delta', delta, usage: { output_tokens: OUTPUT_TOKENS } },
    { type: 'message_stop' },
  ];
}

function halves(text: string): string[] {
  const middle = Math.ceil(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)].filter((half) => half !== '');
}

import { isRecord } from '../is-record.js';
import { newId } from '../new-id.js';
import type { Item, MessageItemDto, SilentItem } from './item.dto.js';

/** A reference to an item that is kept already. */
export interface ItemReference {
  readonly type: 'item_reference';
  readonly id: string;
}

type Fields = Record<string, unknown>;

const ID_PREFIXES: Readonly<Record<string, string>> = {
  message: 'msg',
  reasoning: 'rs',
  function_call: 'fc',
  function_call_output: 'fco',
  mcp_call: 'mcp',
  compaction: 'cmp',
};

/** Input that has been checked, as items of the one form in which they are kept and listed. */
export function toItems(
  input: string | readonly unknown[] | null | undefined,
): (Item | SilentItem | ItemReference)[] {
  if (input == null) return [];
  if (typeof input === 'string') return [toItem({ role: 'user', content: input })];
  return input.map((item) => toItem(item as Fields));
}

/** Whether the item stands for another one. */
export function isReference(item: Item | SilentItem | ItemReference): item is ItemReference {
  return item.type === 'item_reference';
}

/** The same item under an id of its own. */
export function withNewId<Kept extends { readonly type: string; readonly id: string }>(item: Kept): Kept {
  return { ...item, id: newId(ID_PREFIXES[item.type] ?? 'item') };
}

function toItem(sent: Fields): Item | SilentItem | ItemReference {
  const type = typeof sent['type'] === 'string' ? sent['type'] : typeOfUntyped(sent);
  if (type === 'item_reference') return { type, id: String(sent['id']) };
  const { id } = sent;
  const own = typeof id === 'string' && id !== '' ? id : newId(ID_PREFIXES[type] ?? 'item');
  const item = { ...sent, type, id: own };
  switch (type) {
    case 'message':
      return toMessage(item);
    case 'function_call':
    case 'function_call_output':
      return { status: 'completed', ...item } as unknown as Item;
    case 'reasoning':
      return { status: 'completed', summary: [], ...item } as unknown as Item;
    case 'compaction_summary':
      return { ...item, type: 'compaction' };
    case 'mcp_call':
      return { ...MCP_CALL, ...item };
    default:
      return item;
  }
}

const MCP_CALL = {
  server_label: 'agent',
  output: null,
  error: null,
  status: 'completed',
  approval_request_id: null,
};

function typeOfUntyped({ role, id }: Fields): string {
  return role === undefined && typeof id === 'string' ? 'item_reference' : 'message';
}

function toMessage(message: Fields & { id: string }): MessageItemDto {
  const { role, content } = message;
  const isWritten = role === 'assistant';
  const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : (content as Fields[]);
  return {
    status: 'completed',
    ...message,
    content: parts.map((part) => (isWritten ? toWrittenPart(part) : toSaidPart(part))),
  } as unknown as MessageItemDto;
}

function toWrittenPart(part: Fields): Fields {
  if (part['type'] === 'refusal') return part;
  return { annotations: [], logprobs: [], ...withoutNulls(part), type: 'output_text' };
}

function toSaidPart(part: Fields): Fields {
  if ('text' in part) return { ...part, type: 'input_text' };
  return part['type'] === 'input_image' ? { detail: 'auto', ...withoutNulls(part) } : part;
}

function withoutNulls(part: Fields): Fields {
  return Object.fromEntries(Object.entries(part).filter(([, value]) => value != null));
}

/** An item with what belongs to its kind taken for granted; items of other kinds are none that a model reads. */
export function isReadable(item: Item | SilentItem): item is Item {
  return isRecord(item) && item.type in ID_PREFIXES;
}

import type { OwnCallForm } from '../../front-ends/tool-activity/own-call-form.js';
import type { ResponseDto, ResponseHead } from '../dto/response.dto.js';
import type { FunctionCallItem, FunctionCallOutputItem, McpCallItem, OutputItem } from './output-item.js';

/** An item in whichever form a client is shown it. */
export type ShownItem = OutputItem | FunctionCallOutputItem;

/** A response in whichever form a client is shown it. */
export type ShownResponse = ResponseHead & { readonly output: readonly ShownItem[] };

const NO_RESULT = 'There is no result: the answer ended before the tool had.';

/** The response with the agent's own calls in the form that its client can make something of. */
export function shownIn(form: OwnCallForm, response: ResponseDto): ShownResponse {
  if (form === 'mcp_call') return response;
  return { ...response, output: response.output.flatMap(pairOf) };
}

/** The items that stand for an item where the agent's own calls are shown as calls of functions. */
export function pairOf(item: OutputItem): ShownItem[] {
  if (item.type !== 'mcp_call') return [item];
  return item.status === 'in_progress' ? [callOf(item)] : [callOf(item), callOutputOf(item)];
}

/** A call that the agent has run by itself as the call of a function. */
export function callOf(item: McpCallItem): FunctionCallItem {
  const { name, arguments: text, status } = item;
  return {
    type: 'function_call',
    id: callIdsOf(item.id).item,
    call_id: callIdsOf(item.id).call,
    name,
    arguments: text,
    status: status === 'failed' ? 'completed' : status,
  };
}

/** What such a call came to: without it, the client would take the call for one that it has to run. */
export function callOutputOf(item: McpCallItem): FunctionCallOutputItem {
  const { id, output, error } = item;
  const text = output ?? error?.content.map((part) => part.text).join('\n');
  return {
    type: 'function_call_output',
    id: callIdsOf(id).output,
    call_id: callIdsOf(id).call,
    output: [{ type: 'input_text', text: text ?? NO_RESULT }],
    status: text === undefined ? 'incomplete' : 'completed',
  };
}

/** The ids of a pair follow from that of the item: a stream that is read again tells the same ones. */
function callIdsOf(id: string): { readonly item: string; readonly call: string; readonly output: string } {
  const own = id.replace(/^mcp_/, '');
  return { item: `fc_${own}`, call: `call_${own}`, output: `fco_${own}` };
}

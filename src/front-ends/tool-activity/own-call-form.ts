import type { FrontEnd } from '../front-end.js';

/**
 * How the items of a response tell of a call that the agent has run by itself. As an `mcp_call` every SDK takes it for
 * done. As a `function_call` with its `function_call_output` Open WebUI shows it; SDKs would try to run the function.
 */
export type OwnCallForm = 'mcp_call' | 'function_call';

/** The form in which whoever is behind a request can make something of such calls. */
export function ownCallFormFor({ name }: FrontEnd): OwnCallForm {
  return name === 'open-webui' ? 'function_call' : 'mcp_call';
}

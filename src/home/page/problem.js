import { RequestError } from './server.js';

/** @typedef {{ title: string, detail?: string, advice: string, needsKey?: boolean, requestId?: string }} Problem `detail`: what the server said. */

const ADVICE_BY_CODE = /** @type {Readonly<Record<string, string>>} */ ({
  upstream_unavailable: 'Is the model provider running? OPENAI_BASE_URL says where the server looks for it.',
  upstream_misconfigured: 'Check OPENAI_BASE_URL, OPENAI_API_KEY and AGENT_MODEL of the server.',
  upstream_timeout: 'The model takes too long. Try again, or choose a faster one.',
  insufficient_quota: 'The account at the model provider has no credit left.',
  context_length_exceeded: 'The conversation is too long for the model. Begin a new chat.',
  request_too_large: 'The message is too long. Send a shorter one.',
  body_too_large: 'The conversation is too long to be sent. Begin a new chat.',
  server_shutting_down: 'Try again when it is back.',
  model_not_found: 'The server may have been started with others since. Try again.',
  host_not_allowed: 'Open the page under the address that the server printed when it started.',
});

/**
 * What to tell of a failure, and what to do about it.
 * @param {unknown} failure
 * @returns {Problem}
 */
export function describeProblem(failure) {
  if (!(failure instanceof RequestError)) return connectionProblem(failure);
  const { status, code, message, requestId, retryAfter } = failure;
  const known = ADVICE_BY_CODE[code ?? ''];
  if (status === 401) {
    return {
      title: 'The server asks for its key',
      advice: 'It is the value of API_SERVER_KEY.',
      needsKey: true,
    };
  }
  const told = { ...(message !== '' && { detail: message }), ...(requestId !== null && { requestId }) };
  if (known !== undefined) return { title: 'The agent could not answer', advice: known, ...told };
  if (status === 429 || code === 'rate_limit_exceeded') {
    const wait = retryAfter === null ? 'a moment' : `${retryAfter} seconds`;
    return { title: 'Too many requests', advice: `Wait ${wait}, and try again.`, ...told };
  }
  if (status === 404) {
    return { title: 'This server has no chat', advice: 'The page needs POST /v1/responses.', ...told };
  }
  if (status >= 400 && status < 500) return { title: 'The server refuses the request', advice: '', ...told };
  return {
    title: 'The agent could not answer',
    advice: 'Try again. The log of the server may say more.',
    ...told,
  };
}

/** `fetch` and a stream that breaks throw errors without a status. @param {unknown} failure @returns {Problem} */
function connectionProblem(failure) {
  if (failure instanceof BrokenAnswer) {
    return {
      title: 'The connection broke before the answer was complete',
      advice: 'Is the server still running? Then try again.',
    };
  }
  return {
    title: 'The server does not answer',
    advice: 'Is it running, and is your network up? Then try again.',
  };
}

/** An answer that has begun and does not end. */
export class BrokenAnswer extends Error {}

const REASONS = /** @type {Readonly<Record<string, string>>} */ ({
  max_output_tokens: 'The answer was cut off: it has reached the most tokens that the model may write.',
  content_filter: 'The answer was cut off by the content filter of the model provider.',
  max_tool_calls: 'The agent has made as many tool calls as it may.',
  max_steps: 'The agent has taken as many steps as it may (AGENT_MAX_STEPS).',
  max_run_time: 'The agent has worked as long as it may (AGENT_RUN_TIMEOUT_MS).',
  interrupted: 'The answer was interrupted.',
});

/** Why an answer is not complete. @param {string | undefined} reason */
export function describeReason(reason) {
  return REASONS[reason ?? ''] ?? 'The answer is not complete.';
}

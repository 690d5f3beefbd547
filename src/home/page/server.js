import { readEvents } from './event-stream.js';

/** @typedef {{ type: string, [field: string]: any }} ResponseEvent */

/** Why a request has failed: what the server said, or that it said nothing. */
export class RequestError extends Error {
  /**
   * @param {string} message
   * @param {{ status?: number, code?: string | null, requestId?: string | null, retryAfter?: string | null }} [details]
   */
  constructor(message, { status = 0, code = null, requestId = null, retryAfter = null } = {}) {
    super(message);
    /** 0 where no answer came. */
    this.status = status;
    this.code = code;
    this.requestId = requestId;
    this.retryAfter = retryAfter;
  }
}

const KEY = 'hermes-agent-server.key';

/** The server behind the page. The key is kept for this tab, and sent to this server alone. */
export class Server {
  /** Where the server is, without a slash at the end; it may be below a path of a proxy. */
  url = new URL('..', import.meta.url).href.replace(/\/$/, '');

  get key() {
    return sessionStorage.getItem(KEY) ?? '';
  }

  set key(key) {
    if (key === '') sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, key);
  }

  /** @param {string} path @returns {Promise<any>} */
  async get(path) {
    const response = await this.#fetch(path, {});
    return response.json();
  }

  /**
   * Asks for a response, and gives its events as they come; aborting the signal closes the connection, which stops the
   * agent.
   * @param {object} request
   * @param {AbortSignal} signal
   * @returns {AsyncGenerator<ResponseEvent, void>}
   */
  async *respond(request, signal) {
    const response = await this.#fetch('/v1/responses', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...request, stream: true }),
      signal,
    });
    if (response.body === null) throw new RequestError('The answer is empty.', { status: response.status });
    for await (const data of readEvents(response.body)) {
      if (data === '[DONE]') return;
      yield JSON.parse(data);
    }
  }

  /** @param {string} path @param {RequestInit} init */
  async #fetch(path, init) {
    /** @type {Record<string, string>} */
    const authorization = this.key === '' ? {} : { authorization: `Bearer ${this.key}` };
    const response = await fetch(this.url + path, {
      ...init,
      headers: { ...init.headers, ...authorization },
      cache: 'no-store',
    });
    if (!response.ok) throw await toError(response);
    return response;
  }
}

/** @param {Response} response */
async function toError(response) {
  const { status, headers } = response;
  const details = { status, requestId: headers.get('x-request-id'), retryAfter: headers.get('retry-after') };
  try {
    const { error } = await response.json();
    return new RequestError(String(error.message), { ...details, code: error.code });
  } catch {
    return new RequestError('', details);
  }
}

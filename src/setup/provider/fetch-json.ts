import { fileErrorCode } from '../../config/file-error.js';

/** The longest that a question to a provider may take. */
const TIME_LIMIT_MS = 10_000;
/** The longest list of models that is known is a tenth of it. */
const SIZE_LIMIT_BYTES = 8 * 1024 * 1024;

/** A question to a provider. */
export interface JsonQuestion {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Default 10 seconds. */
  readonly timeLimitMs?: number;
}

/** The answer, or what is wrong with it in a sentence, which holds no secret. */
export type JsonAnswer =
  { readonly json: unknown } | { readonly problem: string; readonly isKeyRefused?: true };

/** Gets JSON over HTTP, and says in words why there is none. Never rejects. */
export async function fetchJson(question: JsonQuestion): Promise<JsonAnswer> {
  const { timeLimitMs = TIME_LIMIT_MS } = question;
  const url = new URL(question.url);
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json', ...question.headers },
      // A key must not travel to where somebody else points.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeLimitMs),
    });
    return await readAnswer(response, url);
  } catch (error) {
    return { problem: describeFailure(error, url, timeLimitMs) };
  }
}

async function readAnswer(response: Response, url: URL): Promise<JsonAnswer> {
  const { status } = response;
  if (status >= 300 && status < 400) {
    void response.body?.cancel();
    return { problem: describeRedirect(response, url) };
  }
  const text = await readText(response);
  if (text === undefined) return { problem: `${url.href} sends more than a list of models should need.` };
  if (status === 401 || status === 403 || (status === 400 && text.includes('API_KEY_INVALID'))) {
    return { problem: `${url.host} does not accept the key (HTTP ${status}).`, isKeyRefused: true };
  }
  if (!response.ok) return { problem: describeStatus(status, url) };
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    const what = /^\s*</.test(text) ? 'a web page' : 'something else';
    return {
      problem: `${url.href} answers with ${what} instead of JSON. Is the base URL right? Most end in /v1.`,
    };
  }
}

async function readText(response: Response): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const bytes of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += bytes.length;
    if (size > SIZE_LIMIT_BYTES) return undefined;
    text += decoder.decode(bytes, { stream: true });
  }
  return text + decoder.decode();
}

function describeRedirect({ status, headers }: Response, url: URL): string {
  const target = URL.parse(headers.get('location') ?? '', url.href);
  const where = target === null ? '' : ` to ${target.origin}${target.pathname}`;
  return `${url.href} redirects${where} (HTTP ${status}). Redirects are not followed: use the address that it leads to.`;
}

function describeStatus(status: number, url: URL): string {
  switch (status) {
    case 404:
    case 405:
      return `${url.href} does not exist there (HTTP ${status}). Is the base URL right? Most end in /v1.`;
    case 429:
      return `${url.host} is asked too often, or the account has nothing left (HTTP 429).`;
    default:
      return `${url.href} answers with an error (HTTP ${status}).`;
  }
}

const CONNECTION_PROBLEMS = new Map([
  ['ECONNREFUSED', 'nothing listens there. Is it running?'],
  ['ENOTFOUND', 'there is no machine of this name.'],
  ['EAI_AGAIN', 'its name cannot be resolved just now. Is this machine on the network?'],
  ['EHOSTUNREACH', 'there is no way to that machine.'],
  ['ENETUNREACH', 'this machine is not on that network.'],
  ['ECONNRESET', 'it ends the connection at once. Is it http where https is needed, or the other way round?'],
  [
    'UND_ERR_SOCKET',
    'it ends the connection at once. Is it http where https is needed, or the other way round?',
  ],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'it does not speak https. Write http:// instead.'],
]);

function describeFailure(error: unknown, url: URL, timeLimitMs: number): string {
  const { name, cause = error } = error as Error;
  if (name === 'TimeoutError') {
    const seconds = timeLimitMs / 1000;
    return `${url.host} has not answered within ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`;
  }
  const code = fileErrorCode(cause);
  const reason = CONNECTION_PROBLEMS.get(code ?? '');
  if (reason !== undefined) return `${url.host} cannot be reached: ${reason}`;
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code ?? '')) {
    return `${url.host} has a certificate that is not trusted here (${code}).`;
  }
  return `${url.host} cannot be reached (${code ?? (cause as Error).message}).`;
}

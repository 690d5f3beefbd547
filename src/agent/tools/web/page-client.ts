import type { LookupFunction } from 'node:net';
import { checkLiteralAddress, guardedLookup, hostnameOf, type Resolver, toLookup } from './guarded-lookup.js';
import { get, type WebAnswer, type WebBody } from './http-exchange.js';
import { fromConnectionFailure, WebError } from './web-error.js';

/** A page as it came: what it is, and where it was found in the end. */
export interface FetchedPage extends WebBody {
  readonly url: URL;
  readonly status: number;
  readonly contentType: string | undefined;
}

/** How a {@link PageClient} goes about it. */
export interface PageClientOptions {
  readonly allowedPrivateHosts: readonly string[];
  readonly maxBytes: number;
  readonly resolve: Resolver;
}

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const HEADERS = {
  'user-agent': 'Mozilla/5.0 (compatible; hermes-agent-server)',
  accept: 'text/html, application/xhtml+xml, text/markdown;q=0.9, text/plain;q=0.9, */*;q=0.5',
  'accept-encoding': 'gzip, br, deflate',
  'accept-language': 'en, *;q=0.5',
};

/** Fetches pages of the public web; each step of the way is checked anew. */
export class PageClient {
  private readonly allowed: ReadonlySet<string>;

  constructor(private readonly options: PageClientOptions) {
    this.allowed = new Set(options.allowedPrivateHosts.map((host) => host.toLowerCase()));
  }

  /** Rejects with a {@link WebError} that says why there is no page, or with the signal's reason. */
  async fetch(address: string, signal: AbortSignal): Promise<FetchedPage> {
    let url = toPageUrl(address);
    for (let redirects = 0; ; redirects++) {
      const answer = await this.request(url, signal);
      const { location } = answer.headers;
      if (!REDIRECTS.has(answer.status) || location === undefined) return this.read(url, answer, signal);
      answer.close();
      if (redirects === MAX_REDIRECTS) {
        throw new WebError(
          `The page redirects more than ${MAX_REDIRECTS} times; the last one led to ${url.href}.`,
        );
      }
      url = toPageUrl(location, url);
    }
  }

  private async request(url: URL, signal: AbortSignal): Promise<WebAnswer> {
    try {
      return await get(url, { headers: HEADERS, signal, ...(await this.guard(url)) });
    } catch (error) {
      signal.throwIfAborted();
      throw fromConnectionFailure(error, url.host);
    }
  }

  private async guard(url: URL): Promise<{ lookup: LookupFunction }> {
    const hostname = hostnameOf(url);
    const { resolve } = this.options;
    if (this.isAllowed(url)) return { lookup: toLookup(resolve) };
    await checkLiteralAddress(hostname);
    return { lookup: guardedLookup(resolve) };
  }

  private isAllowed({ protocol, hostname, port }: URL): boolean {
    const effectivePort = port || (protocol === 'https:' ? '443' : '80');
    return this.allowed.has(`${hostname}:${effectivePort}`);
  }

  private async read(url: URL, answer: WebAnswer, signal: AbortSignal): Promise<FetchedPage> {
    try {
      const body = await answer.body(this.options.maxBytes);
      return { ...body, url, status: answer.status, contentType: answer.headers['content-type'] };
    } catch (error) {
      signal.throwIfAborted();
      throw fromConnectionFailure(error, url.host);
    }
  }
}

/** The URL of a page, without its fragment. Throws a {@link WebError} where it is none that can be fetched. */
function toPageUrl(address: string, base?: URL): URL {
  const url = URL.parse(address.trim(), base?.href);
  if (url === null) {
    throw new WebError(
      `${JSON.stringify(address)} is not a URL. Give a whole one, e.g. https://example.com/page.`,
    );
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new WebError(`Only http and https URLs can be fetched, not ${url.protocol} ones.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new WebError('The URL holds a user name or password. Leave it out.');
  }
  url.hash = '';
  return url;
}

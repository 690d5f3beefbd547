import http, { type IncomingHttpHeaders, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  type BrotliDecompress,
  type Gunzip,
} from 'node:zlib';
import { WebError } from './web-error.js';

/** The answer to one request, before its body is read. */
export interface WebAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Reads the decoded body up to so many bytes, then closes the connection. */
  body(maxBytes: number): Promise<WebBody>;
  /** Closes the connection. */
  close(): void;
}

/** A body, or the beginning of one that is larger. */
export interface WebBody {
  readonly bytes: Buffer;
  readonly truncated: boolean;
}

/** Sends a GET request on a connection of its own. Aborting the signal closes it. */
export function get(url: URL, options: RequestOptions): Promise<WebAnswer> {
  const secure = url.protocol === 'https:';
  const { request, Agent } = secure ? https : http;
  return new Promise((resolve, reject) => {
    // An agent of its own: the global one may send everything through a proxy, past the look-up.
    const exchange = request(url, { ...options, agent: new Agent({ keepAlive: false }), method: 'GET' });
    exchange.on('error', reject);
    exchange.on('response', (message) => {
      resolve(toAnswer(message, () => exchange.destroy()));
    });
    exchange.end();
  });
}

function toAnswer(message: IncomingMessage, close: () => void): WebAnswer {
  // A connection that breaks while nobody reads is nobody's concern.
  message.on('error', () => undefined);
  return {
    status: message.statusCode ?? 0,
    headers: message.headers,
    close,
    body: async (maxBytes) => {
      try {
        return await readUpTo(await decoded(message), maxBytes);
      } finally {
        close();
      }
    },
  };
}

async function readUpTo(source: Readable, maxBytes: number): Promise<WebBody> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), truncated: true };
  }
  return { bytes: Buffer.concat(chunks), truncated: false };
}

async function decoded(message: IncomingMessage): Promise<Readable> {
  const encodings = (message.headers['content-encoding'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase());
  let source: Readable = message;
  // They are named in the order in which they were applied.
  for (const encoding of encodings.reverse()) {
    const decoder = await decoderOf(encoding, source);
    if (decoder === undefined) continue;
    const encodedSource = source;
    encodedSource.on('error', (error) => decoder.destroy(error));
    source = encodedSource.pipe(decoder);
  }
  return source;
}

async function decoderOf(encoding: string, source: Readable): Promise<Gunzip | BrotliDecompress | undefined> {
  switch (encoding) {
    case '':
    case 'identity':
      return undefined;
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'br':
      return createBrotliDecompress();
    case 'deflate':
      return (await startsWithZlibHeader(source)) ? createInflate() : createInflateRaw();
    default:
      throw new WebError(`The page is encoded as ${JSON.stringify(encoding)}, which cannot be decoded.`);
  }
}

/** Servers mean either of two formats by `deflate`. */
async function startsWithZlibHeader(source: Readable): Promise<boolean> {
  for (;;) {
    const chunk = source.read(1) as Buffer | null;
    if (chunk !== null) {
      source.unshift(chunk);
      return ((chunk[0] ?? 0) & 0x0f) === 8;
    }
    if (source.readableEnded || source.destroyed) return true;
    await new Promise((resolve) => source.once('readable', resolve).once('close', resolve));
  }
}

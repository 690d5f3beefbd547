import type { ServerResponse } from 'node:http';
import { map, type Observable, tap, throwIfEmpty } from 'rxjs';
import { type HostResponse, takeOverResponse } from './node-http.js';

/**
 * Answers with the one value of `source` as JSON. Rejects with what `source` errors with, or when there is nothing to
 * send, while nothing has been sent; the client closing its connection unsubscribes from `source` and resolves.
 */
export function replyWithJson(host: HostResponse, source: Observable<unknown>): Promise<void> {
  return replyWithJsonText(host, source.pipe(map((value) => JSON.stringify(value))));
}

/** As {@link replyWithJson}, where the value is JSON already. */
export function replyWithJsonText(host: HostResponse, source: Observable<string>): Promise<void> {
  const response = takeOverResponse(host);
  return new Promise((resolve, reject) => {
    if (response.destroyed) {
      resolve();
      return;
    }
    const sent = source.pipe(
      throwIfEmpty(() => new Error('The source of the answer ended without one.')),
      tap((json) => {
        sendText(response, 200, json);
      }),
    );
    const subscription = sent.subscribe({ error: reject, complete: resolve });
    response.once('close', () => {
      subscription.unsubscribe();
      resolve();
    });
  });
}

/** Sends `value` as the whole answer. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  sendText(response, status, JSON.stringify(value));
}

function sendText(response: ServerResponse, status: number, json: string): void {
  const body = Buffer.from(json);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
  });
  response.end(body);
}

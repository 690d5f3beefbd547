import type { IncomingHttpHeaders } from 'node:http';
import { WebSocket } from 'ws';
import type { ResponseDto } from '../../src/responses/dto/response.dto.js';
import type { ResponseEvent } from '../http/support/response-events.js';
import { eventually } from './eventually.js';

const LAST_EVENTS = ['response.completed', 'response.incomplete', 'response.failed', 'error'];

/** How a request for a socket was refused. */
export interface RefusedUpgrade {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** A client of the WebSocket transport. */
export class ResponseSocket {
  /** Everything that has come, in order. */
  readonly events: ResponseEvent[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  private read = 0;

  private constructor(readonly webSocket: WebSocket) {
    webSocket.on('message', (data: Buffer) => {
      this.events.push(JSON.parse(data.toString('utf8')) as ResponseEvent);
    });
    webSocket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      webSocket.once('close', (code, reason) => {
        resolve({ code, reason: reason.toString('utf8') });
      });
    });
  }

  /** Opens a socket at `…/v1`. */
  static async open(baseUrl: string, headers: Record<string, string> = {}): Promise<ResponseSocket> {
    const socket = new ResponseSocket(new WebSocket(urlOf(`${baseUrl}/responses`), { headers }));
    await new Promise((resolve, reject) => {
      socket.webSocket.once('open', resolve);
      socket.webSocket.once('error', reject);
    });
    return socket;
  }

  /** How a request for a socket at `url` is refused. */
  static async refusal(url: string, headers: Record<string, string> = {}): Promise<RefusedUpgrade> {
    const webSocket = new WebSocket(urlOf(url), { headers });
    return new Promise((resolve, reject) => {
      webSocket.once('error', reject);
      webSocket.once('open', () => {
        webSocket.terminate();
        reject(new Error('The socket was opened.'));
      });
      webSocket.once('unexpected-response', (_, response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const body: unknown = text.startsWith('{') ? JSON.parse(text) : text;
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
        });
      });
    });
  }

  /** Asks for a response. */
  send(body: object): void {
    this.sendRaw(JSON.stringify({ type: 'response.create', ...body }));
  }

  sendRaw(message: string | Buffer): void {
    this.webSocket.send(message);
  }

  /** Asks for a response, and returns its events, or the error that there is instead. */
  async ask(body: object): Promise<ResponseEvent[]> {
    this.send(body);
    return this.untilEnd();
  }

  /** Asks for a response, and returns it as it ended. */
  async answer(body: object): Promise<ResponseDto> {
    const last = (await this.ask(body)).at(-1);
    if (last?.response === undefined) throw new Error(`There is no response: ${JSON.stringify(last)}`);
    return last.response;
  }

  /** What has come since the last end of a response, up to the next one. */
  async untilEnd(): Promise<ResponseEvent[]> {
    let end = -1;
    await eventually(() => {
      end = this.events.findIndex(({ type }, index) => index >= this.read && LAST_EVENTS.includes(type));
      if (end === -1) throw new Error(`The response has no end: ${JSON.stringify(this.events.at(-1))}`);
    });
    const events = this.events.slice(this.read, end + 1);
    this.read = end + 1;
    return events;
  }

  close(): void {
    this.webSocket.close();
  }
}

function urlOf(url: string): string {
  return url.replace(/^http/, 'ws');
}

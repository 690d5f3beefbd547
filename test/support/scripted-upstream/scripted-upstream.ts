import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { AnswerPlayer } from './answer-player.ts';
import type { AnswerScript } from './answer-script.ts';
import type { AnswerStep } from './answer-steps.ts';
import { readChatCompletionRequest } from './chat-completion-request.ts';
import { parseJson } from './parse-json.ts';
import { recordClose, recordedRequest, type RecordedRequest } from './recorded-requests.ts';
import { ScriptQueue } from './script-queue.ts';
import { errorBody, plainAnswer, scriptedAnswer } from './scripted-answer.ts';

/** How a scripted upstream is started. */
interface ScriptedUpstreamOptions {
  /** Default 0: a free port. */
  port?: number;
  /** Whether requests are kept for inspection; default true. */
  record?: boolean;
}

/** Starts a scripted upstream on loopback. */
export async function startScriptedUpstream(
  options: ScriptedUpstreamOptions = {},
): Promise<ScriptedUpstream> {
  const upstream = new ScriptedUpstream(options.record ?? true);
  await upstream.listen(options.port ?? 0);
  return upstream;
}

const longKeepAliveMs = 60_000;
// Thousands of streams may be opened at once.
const backlog = 4096;

/** A stand-in for a model provider: speaks the chat completions protocol and answers what it is told to. */
export class ScriptedUpstream {
  /** The requests to `/v1`, oldest first. */
  readonly requests: RecordedRequest[] = [];
  readonly #scripts = new ScriptQueue();
  readonly #server = createServer({ keepAliveTimeout: longKeepAliveMs });
  readonly #records: boolean;
  #answerCount = 0;

  constructor(records: boolean) {
    this.#records = records;
    this.#server.on('request', (request, response) => {
      // A client that goes away while it still sends is a part of many tests.
      this.#handle(request, response).catch(() => response.destroy());
    });
  }

  /** The base URL to give to a client, `/v1` included. */
  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  /** Appends scripts to the queue; each answers one chat completion request. */
  script(...scripts: AnswerScript[]): void {
    this.#scripts.add(scripts);
  }

  /** Sets the answer to requests that no other script answers; `null` goes back to the built-in one. */
  setDefault(script: AnswerScript | null): void {
    this.#scripts.setDefault(script);
  }

  /** Forgets all scripts and recorded requests; answers in progress go on. */
  reset(): void {
    this.#scripts.reset();
    this.requests.length = 0;
  }

  async listen(port: number): Promise<void> {
    this.#server.listen({ port, host: '127.0.0.1', backlog });
    await once(this.#server, 'listening');
  }

  /** Stops listening and cuts every connection. */
  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = readBody(await buffer(request));
    const player = new AnswerPlayer(this.#answerTo(request, body), response);
    if (this.#records && request.url?.startsWith('/v1/')) {
      const record = recordedRequest(request, body);
      this.requests.push(record);
      response.once('close', () => {
        recordClose(record, { aborted: !response.writableFinished && !player.wasCut });
      });
    }
    player.play();
  }

  #answerTo(request: IncomingMessage, body: unknown): Iterable<AnswerStep> {
    switch (`${request.method} ${request.url}`) {
      case 'POST /v1/chat/completions':
        return this.#completionTo(body);
      case 'GET /v1/models':
        return plainAnswer(200, {
          object: 'list',
          data: ['scripted-large', 'scripted-small'].map(modelObject),
        });
      case 'GET /health':
        return plainAnswer(200, { status: 'ok' });
      case 'GET /__requests':
        return plainAnswer(200, this.requests);
      case 'POST /__script':
        this.script(...((Array.isArray(body) ? body : [body]) as AnswerScript[]));
        return plainAnswer(200, {});
      case 'POST /__default':
        this.setDefault(body as AnswerScript | null);
        return plainAnswer(200, {});
      case 'POST /__reset':
        this.reset();
        return plainAnswer(200, {});
      default:
        return plainAnswer(404, errorBody(404, `Invalid URL (${request.method} ${request.url})`));
    }
  }

  #completionTo(body: unknown): Iterable<AnswerStep> {
    const request = readChatCompletionRequest(body);
    if (!request) return plainAnswer(400, errorBody(400, 'The body needs a model and messages.'));
    const script = this.#scripts.take(request.model);
    if (!script)
      return plainAnswer(400, errorBody(400, `The script in the model's name is not JSON: ${request.model}`));
    const { afterToolResult = script } = script;
    return scriptedAnswer(request.followsToolResult ? afterToolResult : script, request, this.#answerCount++);
  }
}

function readBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return null;
  const text = bytes.toString();
  return parseJson(text) ?? text;
}

function modelObject(id: string): object {
  return { id, object: 'model', created: 1_700_000_000, owned_by: 'scripted-upstream' };
}

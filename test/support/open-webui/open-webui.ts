import { randomUUID } from 'node:crypto';
import { type BackgroundTask, readTaskAnswer, taskBody } from './background-tasks.ts';
import { readChatDocument } from './chat-stream-reader.ts';
import {
  identityHeaders,
  type IdentityOptions,
  type OpenWebUiUser,
  type RequestPlace,
} from './identity-headers.ts';
import { runNativeTool } from './native-tools.ts';
import { chatBody, type ChatMessage, type ChatOptions, responsesBody } from './request-bodies.ts';
import { readResponse, readResponsesEvent } from './responses-stream-reader.ts';
import { errorText, ShownMessage } from './shown-message.ts';
import { streamLines } from '../stream-readers/stream-lines.ts';
import { documentOn } from './document-line.ts';

/** A connection of Open WebUI to a backend, and who uses it. */
export interface OpenWebUiOptions extends IdentityOptions {
  readonly baseUrl: string;
  readonly key?: string;
  readonly apiType?: 'chat' | 'responses';
  readonly user?: OpenWebUiUser;
}

const ADA: OpenWebUiUser = { id: 'user-ada', name: 'Ada Löwe', email: 'ada@example.com', role: 'user' };
const MODEL = 'hermes-agent';
const TOOL_ROUNDS_LIMIT = 8;

/** Does towards a backend what Open WebUI does, for tests without Open WebUI itself. */
export class OpenWebUi {
  readonly chatId: string = randomUUID();
  readonly #user: OpenWebUiUser;

  constructor(private readonly options: OpenWebUiOptions) {
    this.#user = options.user ?? ADA;
  }

  /** The ids of the models that it would list; empty where it cannot read the list. */
  async models(): Promise<string[]> {
    const response = await this.#fetch('models', { method: 'GET' });
    if (!response.ok) return [];
    const list = (await response.json()) as { data?: { id: string }[]; error?: unknown };
    return 'error' in list ? [] : (list.data ?? []).map(({ id }) => id);
  }

  /** Sends a turn and reads the answer, running its own tools for as long as the model calls them. */
  chat(messages: readonly ChatMessage[], options: ChatOptions = {}): Generation {
    const generation = new Generation();
    generation.run((message, signal) => this.#turn(messages, options, message, signal));
    return generation;
  }

  /** Sends a background task; `undefined` where it could not use the answer. */
  async runTask(task: BackgroundTask, history: readonly ChatMessage[]): Promise<unknown> {
    const body = taskBody(task, MODEL, history) as Record<string, unknown>;
    const response = await this.#post(body, [], new AbortController().signal, task);
    const json = (await response.json()) as Record<string, unknown>;
    if (!response.ok) throw new Error(errorText(json));
    return readTaskAnswer(task, this.#isResponses ? responseText(json) : completionText(json));
  }

  get #isResponses(): boolean {
    return this.options.apiType === 'responses';
  }

  async #turn(
    messages: readonly ChatMessage[],
    options: ChatOptions,
    message: ShownMessage,
    signal: AbortSignal,
  ): Promise<void> {
    let [sent, replayed]: [readonly ChatMessage[], readonly object[]] = [messages, []];
    for (let round = 0; round < TOOL_ROUNDS_LIMIT; round += 1) {
      message.pendingCalls = [];
      const response = await this.#post(chatBody(MODEL, sent, options), replayed, signal);
      await this.#read(response, message);
      const calls = message.pendingCalls;
      if (calls.length === 0 || message.error !== undefined) return;
      const results = calls.map(({ id, name }) => ({ id, result: runNativeTool(name) }));
      if (this.#isResponses) {
        replayed = [...replayed, ...message.output, ...results.map(toOutputItem)];
        message.output = [];
      } else {
        sent = [
          ...sent,
          {
            role: 'assistant',
            content: message.content,
            tool_calls: calls.map(({ id, name, arguments: json }, index) => ({
              index,
              id,
              type: 'function',
              function: { name, arguments: json },
            })),
          },
          ...results.map(({ id, result }) => ({
            role: 'tool' as const,
            tool_call_id: id,
            content: result,
          })),
        ];
      }
    }
    message.error = 'Too many rounds of tools';
  }

  async #read(response: Response, message: ShownMessage): Promise<void> {
    const isStream = response.headers.get('content-type')?.includes('text/event-stream') ?? false;
    if (response.status >= 400 || !isStream || response.body === null) {
      const json: unknown = await response.json();
      if (response.status >= 400) message.error = errorText(json);
      else if (this.#isResponses) readResponse(json as Record<string, unknown>, message);
      return;
    }
    for await (const line of streamLines(response.body)) {
      message.longestLineBytes = Math.max(message.longestLineBytes, Buffer.byteLength(line));
      const document = documentOn(line);
      if (document === undefined) continue;
      message.documents.push(document);
      if (this.#isResponses) readResponsesEvent(document, message);
      else readChatDocument(document, message);
    }
  }

  #post(
    body: Record<string, unknown>,
    replayed: readonly object[],
    signal: AbortSignal,
    task?: BackgroundTask,
  ): Promise<Response> {
    const sent = this.#isResponses ? responsesBody(body, replayed) : body;
    const place = {
      chatId: this.chatId,
      messageId: randomUUID(),
      userMessageId: randomUUID(),
      ...(task !== undefined && { task }),
    };
    return this.#fetch(
      this.#isResponses ? 'responses' : 'chat/completions',
      { method: 'POST', body: JSON.stringify(sent), signal },
      place,
    );
  }

  #fetch(path: string, init: RequestInit, place?: RequestPlace): Promise<Response> {
    return fetch(`${this.options.baseUrl}/${path}`, {
      ...init,
      redirect: 'manual',
      headers: {
        Authorization: `Bearer ${this.options.key ?? ''}`,
        'Content-Type': 'application/json',
        ...(place !== undefined && identityHeaders(this.options, this.#user, place)),
      },
    });
  }
}

/** An answer that is being read. */
export class Generation {
  /** What is shown so far. */
  readonly message = new ShownMessage();
  readonly #stop = new AbortController();
  #end: Promise<void> | undefined;

  /** @internal */
  run(turn: (message: ShownMessage, signal: AbortSignal) => Promise<void>): void {
    this.#end = turn(this.message, this.#stop.signal).catch((error: unknown) => {
      if (!this.#stop.signal.aborted) throw error;
    });
  }

  /** The Stop button: the connection to the backend is closed, and nothing else is said. */
  stop(): void {
    this.#stop.abort();
  }

  /** The answer, when it has ended or was stopped. */
  async finished(): Promise<ShownMessage> {
    await this.#end;
    return this.message;
  }
}

function toOutputItem({ id, result }: { id: string; result: string }): object {
  return {
    type: 'function_call_output',
    call_id: id,
    output: [{ type: 'input_text', text: result }],
    status: 'completed',
  };
}

function completionText(json: Record<string, unknown>): string {
  const choices = json['choices'] as { message: { content?: string; reasoning_content?: string } }[];
  const [choice] = choices;
  if (choice === undefined || choices.length > 1) return '';
  return choice.message.content || choice.message.reasoning_content || '';
}

function responseText(json: Record<string, unknown>): string {
  const message = new ShownMessage();
  readResponse(json, message);
  return message.content;
}

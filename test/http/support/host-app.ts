import type { AddressInfo } from 'node:net';
import { type Abstract, type DynamicModule, Module } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import {
  type AccessKey,
  AgentService,
  AuthModule,
  CapabilitiesModule,
  ChatCompletionsModule,
  CompletionStore,
  ConversationsModule,
  HealthModule,
  type IdentityReader,
  HomeModule,
  ModelsModule,
  ResponsesModule,
  ResponseStore,
  StorageModule,
  type WebSocketOptions,
} from '../../../src/index.js';

/** What a test wants to be different in its host. */
export interface HostOptions {
  readonly keys?: readonly AccessKey[];
  readonly identity?: IdentityReader;
  readonly heartbeatMs?: number;
  readonly backgroundTasks?: boolean;
  readonly toolProgressEvents?: boolean;
  readonly maxBackgroundRuns?: number;
  readonly onDisconnect?: 'cancel' | 'continue';
  readonly whenConversationIsBusy?: 'refuse' | 'wait';
  readonly webSocket?: WebSocketOptions;
  /** What responses are kept in; memory if left out. */
  readonly store?: ResponseStore;
  /** What chat completions are kept in; what `StorageModule` provides if left out. */
  readonly completionStore?: CompletionStore;
  /** What the host decides for its whole application. */
  readonly setUp?: (app: NestExpressApplication) => void;
  /** Whether `setUp` takes care of reading bodies; otherwise Nest's own parser does, up to 16 MB. */
  readonly readsBodies?: boolean;
}

/** An application of somebody else that uses the library's modules with an agent of its own. */
export interface HostApp {
  readonly url: string;
  readonly port: number;
  /** Posts a chat completion request: a question, unless `body` says otherwise. */
  ask(body?: object, init?: RequestInit): Promise<Response>;
  /** Posts a request for a response: a question, unless `body` says otherwise. */
  respond(body?: object, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** Starts a host with `agent` on a free port of the loopback interface. */
export async function startHost(agent: AgentService, options: HostOptions = {}): Promise<HostApp> {
  @Module({ providers: [{ provide: AgentService, useValue: agent }], exports: [AgentService] })
  class HostAgentModule {}

  const { keys = [], identity } = options;
  const authOptions = { keys, ...(identity !== undefined && { identity }) };
  const using = [HostAgentModule, AuthModule.forRoot(authOptions)];
  const { heartbeatMs, maxBackgroundRuns, onDisconnect, whenConversationIsBusy, webSocket } = options;
  const forResponses = {
    ...(maxBackgroundRuns !== undefined && { maxBackgroundRuns }),
    ...(onDisconnect !== undefined && { onDisconnect }),
    ...(whenConversationIsBusy !== undefined && { whenConversationIsBusy }),
    ...(webSocket !== undefined && { webSocket }),
  };
  const { toolProgressEvents } = options;
  const forCompletions = toolProgressEvents === undefined ? {} : { toolProgressEvents };
  const storage =
    options.store === undefined
      ? StorageModule.forRoot({ file: ':memory:' })
      : moduleOf(ResponseStore, options.store);
  const completions =
    options.completionStore === undefined ? storage : moduleOf(CompletionStore, options.completionStore);
  const { backgroundTasks } = options;
  const forBoth = {
    ...(heartbeatMs !== undefined && { heartbeatMs }),
    ...(backgroundTasks !== undefined && { backgroundTasks }),
  };
  const testing = await Test.createTestingModule({
    imports: [
      HealthModule,
      HomeModule.forRoot({}),
      CapabilitiesModule.forRoot({ using }),
      ModelsModule.forRoot({ using }),
      ChatCompletionsModule.forRoot({ using: [...using, completions], ...forBoth, ...forCompletions }),
      ResponsesModule.forRoot({ using: [...using, storage], ...forBoth, ...forResponses }),
      ConversationsModule.forRoot({ using: [...using, storage] }),
    ],
  }).compile();
  const app = testing.createNestApplication<NestExpressApplication>({ bodyParser: false, logger: false });
  if (options.readsBodies !== true) app.useBodyParser('json', { limit: '16mb' });
  options.setUp?.(app);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    ask: (body, init) => askAt(`${url}/v1/chat/completions`, body, init),
    respond: (body, init) => postJson(`${url}/v1/responses`, { input: 'Hi', ...body }, init),
    close: async () => {
      app.getHttpServer().closeAllConnections();
      await app.close();
    },
  };
}

function moduleOf<Port extends object>(token: Abstract<Port>, store: Port): DynamicModule {
  const provider = { provide: token, useValue: store };
  return { module: class HostStorageModule {}, providers: [provider], exports: [token] };
}

/** Posts a chat completion request to `address`. */
export async function askAt(address: string, body: object = {}, init: RequestInit = {}): Promise<Response> {
  return postJson(address, { messages: [{ role: 'user', content: 'Hi' }], ...body }, init);
}

async function postJson(address: string, body: object, init: RequestInit = {}): Promise<Response> {
  return fetch(address, {
    method: 'POST',
    body: JSON.stringify(body),
    ...init,
    headers: { 'content-type': 'application/json', ...(init.headers as Record<string, string> | undefined) },
  });
}

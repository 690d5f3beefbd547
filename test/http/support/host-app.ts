import type { AddressInfo } from 'node:net';
import type { Abstract, DynamicModule } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import {
  AgentService,
  AuthModule,
  type AuthModuleOptions,
  CapabilitiesModule,
  ChatCompletionsModule,
  type ChatCompletionsModuleOptions,
  CompletionStore,
  ConversationsModule,
  HealthModule,
  HomeModule,
  ModelsModule,
  ResponsesModule,
  type ResponsesModuleOptions,
  ResponseStore,
  StorageModule,
} from '../../../src/index.js';

/** What a test wants to be different in its host: the options of its modules, and what follows. */
export interface HostOptions
  extends Partial<AuthModuleOptions>, ChatCompletionsModuleOptions, ResponsesModuleOptions {
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
  const testing = await Test.createTestingModule({ imports: modulesFor(agent, options) }).compile();
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

function modulesFor(agent: AgentService, options: HostOptions): (DynamicModule | typeof HealthModule)[] {
  const { keys = [], identity, store, completionStore, ...features } = options;
  const auth = AuthModule.forRoot({ keys, ...(identity !== undefined && { identity }) });
  const using = [moduleOf(AgentService, agent), auth];
  const storage =
    store === undefined ? StorageModule.forRoot({ file: ':memory:' }) : moduleOf(ResponseStore, store);
  const completions = completionStore === undefined ? storage : moduleOf(CompletionStore, completionStore);
  return [
    HealthModule,
    HomeModule.forRoot({}),
    CapabilitiesModule.forRoot({ using }),
    ModelsModule.forRoot({ using }),
    ChatCompletionsModule.forRoot({ using: [...using, completions], ...features }),
    ResponsesModule.forRoot({ using: [...using, storage], ...features }),
    ConversationsModule.forRoot({ using: [...using, storage] }),
  ];
}

function moduleOf<Port extends object>(token: Abstract<Port>, port: Port): DynamicModule {
  const provider = { provide: token, useValue: port };
  return { module: class ProvidingModule {}, providers: [provider], exports: [token] };
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

import type { Server } from 'node:http';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { FlowControl } from '../../agent/flow-control.js';
import { ApiError, NotFoundError } from '../../openai/api-error.js';
import { checkOrigin } from '../../openai/web-socket/check-origin.js';
import type { PendingUpgrade } from '../../openai/web-socket/pending-upgrade.js';
import { listenForUpgrades } from '../../openai/web-socket/upgrade-listener.js';
import type { DisconnectPolicy } from '../on-disconnect.decorator.js';
import { RESPONSES_OPTIONS } from '../responses.module-definition.js';
import type { ResponsesModuleOptions } from '../responses-module.options.js';
import { ResponsesService } from '../responses.service.js';
import { connectionLimitReached, serverStopping } from './socket-errors.js';
import { SocketSession, type SocketAsking } from './socket-session.js';

/** The path of the transport, below whatever prefix the host has. */
const PATH = '/v1/responses';
const DEFAULT_MAX_MESSAGE_BYTES = 32 * 1024 * 1024;
const DEFAULT_MAX_AGE_MS = 60 * 60_000;
const DEFAULT_PING_MS = 30_000;

/** Who asks for a socket. */
export interface SocketRequest extends Omit<SocketAsking, 'outlivesReader'> {
  readonly onDisconnect: DisconnectPolicy | undefined;
}

/** The WebSockets that are open, on the server of the host. */
@Injectable()
export class ResponseSockets
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  private readonly sessions = new Set<SocketSession>();
  private isStopping = false;
  private stopListening: (() => void) | undefined;

  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(ResponsesService) private readonly responses: ResponsesService,
    @Inject(RESPONSES_OPTIONS) private readonly options: ResponsesModuleOptions,
  ) {}

  onApplicationBootstrap(): void {
    const server = (this.host as Partial<HttpAdapterHost>).httpAdapter?.getHttpServer() as Server | undefined;
    if (this.options.webSocket !== undefined && server !== undefined)
      this.stopListening = listenForUpgrades(server, PATH);
  }

  /** Opens the socket that a request asks for, and serves it. Rejects where it asks for none, or may not have one. */
  async open(
    upgrade: PendingUpgrade | undefined,
    { onDisconnect, ...request }: SocketRequest,
  ): Promise<void> {
    const { webSocket } = this.options;
    if (webSocket === undefined) throw new NotFoundError(`Cannot GET ${PATH}`, { code: 'not_found' });
    if (upgrade === undefined) throw upgradeRequired();
    checkOrigin(upgrade.headers, webSocket.allowedOrigins ?? []);
    if (this.isStopping) throw serverStopping().error;
    const flow = new FlowControl();
    const { maxMessageBytes = DEFAULT_MAX_MESSAGE_BYTES, pingMs = DEFAULT_PING_MS } = webSocket;
    const socket = await upgrade.accept({ flow, maxMessageBytes, pingMs });
    const outlivesReader = (onDisconnect ?? this.options.onDisconnect) === 'continue';
    const asking = { ...request, outlivesReader };
    this.serve(
      new SocketSession(socket, this.responses, asking, flow, maxMessageBytes),
      webSocket.maxAgeMs ?? DEFAULT_MAX_AGE_MS,
    );
  }

  /** Sockets are closed when what is under way on them has ended, which the agent sees to. */
  beforeApplicationShutdown(): void {
    this.isStopping = true;
    for (const session of this.sessions) session.leave(serverStopping());
  }

  onApplicationShutdown(): void {
    this.stopListening?.();
  }

  private serve(session: SocketSession, maxAgeMs: number): void {
    const age = setTimeout(() => {
      session.leave(connectionLimitReached(maxAgeMs));
    }, maxAgeMs).unref();
    this.sessions.add(session);
    session.run().subscribe({
      complete: () => {
        clearTimeout(age);
        this.sessions.delete(session);
      },
    });
    if (this.isStopping) session.leave(serverStopping());
  }
}

function upgradeRequired(): ApiError {
  return new ApiError(
    426,
    'invalid_request_error',
    `GET ${PATH} is for WebSockets. POST ${PATH} creates a response, and GET ${PATH}/{id} retrieves one.`,
    { code: 'upgrade_required', headers: { upgrade: 'websocket', connection: 'Upgrade' } },
  );
}

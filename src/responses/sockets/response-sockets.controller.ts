import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Caller } from '../../auth/authenticator.js';
import { CurrentCaller } from '../../auth/caller.decorator.js';
import { Protected } from '../../auth/protected.decorator.js';
import { CurrentFrontEnd } from '../../front-ends/front-end.decorator.js';
import type { FrontEnd } from '../../front-ends/front-end.js';
import { ownCallFormFor } from '../../front-ends/tool-activity/own-call-form.js';
import { ApiErrors } from '../../openai/api-errors.decorator.js';
import type { HostResponse } from '../../openai/node-http.js';
import { OpenAiRoutes } from '../../openai/openai-routes.decorator.js';
import { RequestId } from '../../openai/request-id.js';
import type { PendingUpgrade } from '../../openai/web-socket/pending-upgrade.js';
import { Upgrade } from '../../openai/web-socket/upgrade.decorator.js';
import { ApiOnDisconnect, type DisconnectPolicy, OnDisconnect } from '../on-disconnect.decorator.js';
import { ResponseSockets } from './response-sockets.js';

/** `GET /v1/responses`, upgraded to a WebSocket. */
@ApiTags('Responses')
@Controller('v1/responses')
@OpenAiRoutes()
@Protected()
export class ResponseSocketsController {
  constructor(@Inject(ResponseSockets) private readonly sockets: ResponseSockets) {}

  @Get()
  @ApiOperation({
    operationId: 'connectResponses',
    summary: 'Open a WebSocket for responses',
    description:
      'Only for requests that ask for an upgrade to a WebSocket. Each message ' +
      '`{"type": "response.create", …}`, with the body of `POST /v1/responses`, is answered with the events of its ' +
      'response, one JSON message each. With `store: false`, `previous_response_id` works on the same socket.',
  })
  @ApiOnDisconnect()
  @ApiResponse({ status: 101, description: 'The WebSocket is open.' })
  @ApiErrors(426)
  async connect(
    @Upgrade() upgrade: PendingUpgrade | undefined,
    @CurrentCaller() { owner, user, session }: Caller,
    @RequestId() requestId: string,
    @OnDisconnect() onDisconnect: DisconnectPolicy | undefined,
    @CurrentFrontEnd() frontEnd: FrontEnd,
    // Taken, so that the answer is left to us.
    @Res() _response: HostResponse,
  ): Promise<void> {
    const ownCalls = ownCallFormFor(frontEnd);
    await this.sockets.open(upgrade, { owner, user, session, requestId, frontEnd, ownCalls, onDisconnect });
  }
}

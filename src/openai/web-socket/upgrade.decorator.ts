import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { nodeRequest } from '../node-http.js';
import { PendingUpgrade } from './pending-upgrade.js';

/** Parameter decorator: the WebSocket that the request asks for; undefined for an ordinary request. */
export const Upgrade = createParamDecorator(
  (_: unknown, context: ExecutionContext): PendingUpgrade | undefined =>
    PendingUpgrade.of(nodeRequest(context.switchToHttp().getRequest<unknown>())),
);

import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { Authenticator } from '../auth/authenticator.js';
import type { Configuration } from '../config/configuration.js';
import { onlySafeNames } from './keyless-visitors.js';
import { bodyOfKnownCallers } from './request-body.js';
import { OpenAiExceptionFilter } from '../openai/openai-exception.filter.js';
import { REQUEST_ID_HEADER, requestIdOf } from '../openai/request-id.js';

/** Longer than what load balancers commonly keep a connection open, so that it is they who close it. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;
const METHODS = ['GET', 'POST', 'DELETE', 'PATCH', 'OPTIONS'];

/** What the deployable decides for its whole server, and a host would decide for itself. */
export function setUpHttp(app: NestExpressApplication, { server }: Configuration): void {
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(setGeneralHeaders);
  if (server.key === undefined) app.use(onlySafeNames(server.allowedHosts));
  if (server.corsOrigins === '*' || server.corsOrigins.length > 0) allowOrigins(app, server.corsOrigins);
  app.use(answerOptions);
  app.use(bodyOfKnownCallers(app.get(Authenticator), server.bodyLimitBytes));
  app.useGlobalFilters(new OpenAiExceptionFilter());
  const httpServer = app.getHttpServer();
  httpServer.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS;
  httpServer.headersTimeout = KEEP_ALIVE_TIMEOUT_MS + 5_000;
}

function setGeneralHeaders(request: Request, response: Response, next: NextFunction): void {
  requestIdOf(request, response);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  next();
}

/**
 * What CORS has not answered comes from an origin that is not allowed, or from no page at all. With a refusal for an
 * answer, a browser would speak of the status; like this it says which header is missing.
 */
function answerOptions(request: Request, response: Response, next: NextFunction): void {
  if (request.method !== 'OPTIONS') {
    next();
    return;
  }
  response.status(204).setHeader('allow', METHODS.join(', ')).end();
}

/** A preflight needs no key. Which headers a browser may send is up to the browser: SDKs add their own. */
function allowOrigins(app: NestExpressApplication, origins: Configuration['server']['corsOrigins']): void {
  app.enableCors((request: Request, answer: (error: Error | null, options: object) => void) => {
    const { origin } = request.headers;
    const allowed = origins === '*' || (origin !== undefined && origins.includes(origin.toLowerCase()));
    answer(null, {
      origin: allowed ? (origins === '*' ? '*' : origin) : false,
      methods: METHODS,
      exposedHeaders: [
        REQUEST_ID_HEADER,
        'retry-after',
        'retry-after-ms',
        'x-should-retry',
        'idempotency-replayed',
        'x-hermes-session-id',
        'x-hermes-session-key',
      ],
      maxAge: 600,
    });
  });
}

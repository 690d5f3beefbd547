import type { IncomingMessage } from 'node:http';
import { Controller, Get, Headers, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { NotFoundError } from '../openai/api-error.js';
import { type HostResponse, nodeRequest, takeOverResponse } from '../openai/node-http.js';
import { OpenAiRoutes } from '../openai/openai-routes.decorator.js';
import { type PageFile, PageFiles } from './page-files.js';

/** Nothing but this server's own files, and none of them inline: what a model writes can run nothing. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  // A browser asks each time whether its copy still holds, so that a new version of the server is a new page.
  'cache-control': 'no-cache',
  vary: 'accept, accept-encoding',
};

/** The page at `/` and its assets. They are the same for everybody and need no key; what the page shows does. */
@ApiExcludeController()
@Controller()
@OpenAiRoutes()
export class HomeController {
  constructor(@Inject(PageFiles) private readonly files: PageFiles) {}

  @Get()
  page(
    @Headers('accept') accept: string | undefined,
    @Req() request: unknown,
    @Res() response: HostResponse,
  ): void {
    if (!takesHtml(accept)) {
      throw new NotFoundError('There is no API at /. The base URL for clients ends in /v1.', {
        code: 'not_found',
      });
    }
    send(this.files.page, nodeRequest(request), response);
  }

  @Get('home/:file')
  asset(@Param('file') name: string, @Req() request: unknown, @Res() response: HostResponse): void {
    const file = this.files.asset(name);
    if (file === undefined) throw new NotFoundError(`Cannot GET /home/${name}`, { code: 'not_found' });
    send(file, nodeRequest(request), response);
  }
}

/** A client that names types and HTML is not among them has mistaken `/` for the API. */
function takesHtml(accept: string | undefined): boolean {
  return accept === undefined || /text\/(?:html|\*)|\*\/\*/i.test(accept);
}

function send(file: PageFile, { headers }: IncomingMessage, host: HostResponse): void {
  const response = takeOverResponse(host);
  const general = { ...HEADERS, etag: file.etag };
  if (headers['if-none-match'] === file.etag) {
    response.writeHead(304, general).end();
    return;
  }
  const isZipped = /\bgzip\b/.test(String(headers['accept-encoding']));
  const content = isZipped ? file.gzip : file.content;
  response.writeHead(200, {
    ...general,
    'content-type': file.contentType,
    'content-length': content.length,
    ...(isZipped && { 'content-encoding': 'gzip' }),
  });
  response.end(content);
}

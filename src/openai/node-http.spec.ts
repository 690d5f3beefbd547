import { describe, expect, it } from '@jest/globals';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { nodeRequest, nodeResponse, takeOverResponse } from './node-http.js';

/** What Fastify hands to Nest: a reply that keeps headers to itself until it is sent. */
class WrappingReply {
  hijacked = false;
  private readonly headers: Record<string, string | number | string[] | undefined> = {};

  constructor(readonly raw: ServerResponse) {}

  header(name: string, value: string | number | string[] | undefined): void {
    this.headers[name] = value;
  }

  getHeaders(): Record<string, string | number | string[] | undefined> {
    return this.headers;
  }

  hijack(): void {
    this.hijacked = true;
  }
}

function newRequest(): IncomingMessage {
  return new IncomingMessage(new Socket());
}

function newResponse(): ServerResponse {
  return new ServerResponse(newRequest());
}

describe("the adapter's objects", () => {
  it("are Node's own under Express", () => {
    const [request, response] = [newRequest(), newResponse()];
    expect(nodeRequest(request)).toBe(request);
    expect(nodeResponse(response)).toBe(response);
    expect(takeOverResponse(response)).toBe(response);
  });

  it("hide Node's own where an adapter wraps them", () => {
    const [raw, response] = [newRequest(), newResponse()];
    expect(nodeRequest({ raw })).toBe(raw);
    expect(nodeResponse(new WrappingReply(response))).toBe(response);
  });
});

describe('takeOverResponse', () => {
  it('keeps the adapter from answering too', () => {
    const reply = new WrappingReply(newResponse());
    expect(takeOverResponse(reply)).toBe(reply.raw);
    expect(reply.hijacked).toBe(true);
  });

  it("brings along the headers that the host's hooks have set on the wrapper", () => {
    const reply = new WrappingReply(newResponse());
    reply.header('access-control-allow-origin', 'https://chat.example');
    reply.header('vary', ['origin', 'accept']);
    reply.header('x-nothing', undefined);
    expect(takeOverResponse(reply).getHeaders()).toEqual({
      'access-control-allow-origin': 'https://chat.example',
      vary: ['origin', 'accept'],
    });
  });

  it('does without what a wrapper does not have', () => {
    const raw = newResponse();
    expect(takeOverResponse({ raw })).toBe(raw);
  });
});

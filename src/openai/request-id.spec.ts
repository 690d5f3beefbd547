import { describe, expect, it } from '@jest/globals';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { requestIdOf } from './request-id.js';

const NEW_ID = /^req_[0-9a-f]{32}$/;

function exchange(sent?: string): { request: IncomingMessage; response: ServerResponse } {
  const request = new IncomingMessage(new Socket());
  if (sent !== undefined) request.headers['x-request-id'] = sent;
  return { request, response: new ServerResponse(request) };
}

describe('requestIdOf', () => {
  it('makes a new id for each request that brings none', () => {
    const [first, second] = [exchange(), exchange()];
    const id = requestIdOf(first.request, first.response);
    expect(id).toMatch(NEW_ID);
    expect(requestIdOf(second.request, second.response)).not.toBe(id);
  });

  it('sets it as a header of the response', () => {
    const { request, response } = exchange();
    const id = requestIdOf(request, response);
    expect(response.getHeader('x-request-id')).toBe(id);
  });

  it('is the same however often it is asked for', () => {
    const { request, response } = exchange();
    const id = requestIdOf(request, response);
    expect(requestIdOf(request, response)).toBe(id);
    expect(requestIdOf({ raw: request }, { raw: response })).toBe(id);
  });

  it.each(['abc-123', 'Root=1-67891233-abcdef012345678912345678', 'a'.repeat(128)])(
    "takes the client's own: %s",
    (sent) => {
      const { request, response } = exchange(sent);
      expect(requestIdOf(request, response)).toBe(sent);
      expect(response.getHeader('x-request-id')).toBe(sent);
    },
  );

  it.each(['', 'two words', 'a\nb', '<script>', 'é', 'a'.repeat(129)])(
    'does not take one that has no place in a log line: %j',
    (sent) => {
      const { request, response } = exchange(sent);
      expect(requestIdOf(request, response)).toMatch(NEW_ID);
    },
  );

  it('does not fail when the headers have gone out already', () => {
    const { request, response } = exchange();
    response.writeHead(200);
    expect(requestIdOf(request, response)).toMatch(NEW_ID);
  });
});

import type { ExecutionContext } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { AuthenticationError } from '../openai/api-error.js';
import { describeRequest, loggedRequestOf } from '../openai/logged-request.js';
import { AuthGuard } from './auth.guard.js';
import { Authenticator, type Caller } from './authenticator.js';

class PasswordAuthenticator extends Authenticator {
  async authenticate({ 'x-password': password }: Record<string, unknown>): Promise<Caller> {
    await Promise.resolve();
    if (password !== 'swordfish') throw new AuthenticationError('No.');
    const user = { source: 'film', id: 'groucho', name: 'Groucho Marx' };
    return { owner: 'groucho', user, session: { id: 'duck soup' }, replyHeaders: { 'x-session': 'duck' } };
  }
}

function exchange(headers: Record<string, string> = {}) {
  const request = Object.assign(new IncomingMessage(new Socket()), { headers });
  const response = new ServerResponse(request);
  const http = { getRequest: () => request, getResponse: () => response };
  return { request, response, context: { switchToHttp: () => http } as unknown as ExecutionContext };
}

describe('AuthGuard', () => {
  const guard = new AuthGuard(new PasswordAuthenticator());

  it('lets in whom the authenticator knows', async () => {
    await expect(guard.canActivate(exchange({ 'x-password': 'swordfish' }).context)).resolves.toBe(true);
  });

  it("throws the authenticator's error for anybody else", async () => {
    await expect(guard.canActivate(exchange().context)).rejects.toThrow(AuthenticationError);
  });

  it('gives a refused request its id, too', async () => {
    const { context, response } = exchange({ 'x-request-id': 'mine' });
    await guard.canActivate(context).catch(() => undefined);
    expect(response.getHeader('x-request-id')).toBe('mine');
  });

  it("answers with the caller's headers, and has the logs know whom a request is made for, by ids", async () => {
    const { context, request, response } = exchange({ 'x-password': 'swordfish', 'x-request-id': 'mine' });
    await guard.canActivate(context);
    expect(response.getHeader('x-session')).toBe('duck');
    expect(describeRequest(loggedRequestOf(request, response))).toBe('mine (user groucho, chat duck?soup)');
  });
});

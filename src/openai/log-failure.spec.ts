import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { BadRequestError } from './api-error.js';
import { toErrorReply } from './error-reply.js';
import { logFailure } from './log-failure.js';
import type { LoggedRequest } from './logged-request.js';

function agentFailure(kind: string, cause?: Error): Error {
  const marker = Symbol.for('hermes-agent-server.agent-error');
  return Object.assign(new Error('It failed.', { cause }), { [marker]: true, kind });
}

describe('logFailure', () => {
  const lines: string[] = [];

  beforeEach(() => {
    lines.length = 0;
    const note = (level: string) => (message: unknown) => lines.push(`${level} ${String(message)}`);
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(note('warn'));
    jest.spyOn(Logger.prototype, 'error').mockImplementation(note('error'));
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  function log(error: unknown, asking: Partial<LoggedRequest> = {}): void {
    logFailure(error, toErrorReply(error), { requestId: 'req_1', ...asking });
  }

  it('warns of what a model provider did, with the request and the cause', () => {
    log(agentFailure('model-unavailable', new Error('connect ECONNREFUSED')));
    expect(lines).toEqual(['warn Request req_1 failed: It failed. [Error: connect ECONNREFUSED]']);
  });

  it('warns of rate limits', () => {
    log(agentFailure('rate-limited'));
    expect(lines).toEqual(['warn Request req_1 failed: It failed.']);
  });

  it('reports what nobody foresaw as an error', () => {
    log(new TypeError('x is not a function'));
    expect(lines).toEqual(['error Request req_1 failed']);
  });

  it('names the user and the chat by their ids, on one line', () => {
    const user = { id: 'u\n1', name: 'Ada', email: 'ada@example.com' };
    log(agentFailure('rate-limited'), { user, session: { id: 'c1' } });
    log(agentFailure('rate-limited'), { session: { id: 'c1' } });
    expect(lines).toEqual([
      'warn Request req_1 (user u?1, chat c1) failed: It failed.',
      'warn Request req_1 (chat c1) failed: It failed.',
    ]);
  });

  it("says nothing of a caller's own mistakes", () => {
    log(new BadRequestError('No.'));
    log(agentFailure('invalid-request'));
    expect(lines).toEqual([]);
  });
});

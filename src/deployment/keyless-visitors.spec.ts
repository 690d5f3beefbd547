import { describe, expect, it } from '@jest/globals';
import type { NextFunction, Request, Response } from 'express';
import { ApiError } from '../openai/api-error.js';
import { onlySafeNames } from './keyless-visitors.js';

/** What the middleware says of a request that is addressed to `hostname`; undefined lets it pass. */
function verdictOn(hostname: string | undefined, allowedHosts: readonly string[] = []): unknown {
  let verdict: unknown = 'nothing was said';
  const next: NextFunction = (error?: unknown) => {
    verdict = error;
  };
  onlySafeNames(allowedHosts)({ hostname } as Request, {} as Response, next);
  return verdict;
}

describe('onlySafeNames', () => {
  it.each([
    'localhost',
    'LocalHost',
    '127.0.0.1',
    '192.168.1.20',
    '[::1]',
    'hermes-agent',
    'host.docker.internal',
    'agent.localhost',
    'printer.local',
    undefined,
  ])('lets a request to %s pass', (hostname) => {
    expect(verdictOn(hostname)).toBeUndefined();
  });

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.nip.example', 'notlocalhost.com'])(
    'turns a request to %s away, and says what can be done',
    (hostname) => {
      const verdict = verdictOn(hostname);
      expect(ApiError.isInstance(verdict)).toBe(true);
      expect(verdict).toMatchObject({ status: 403, code: 'host_not_allowed' });
      expect((verdict as ApiError).message).toContain('API_SERVER_ALLOWED_HOSTS');
    },
  );

  it('lets a request to an allowed name pass', () => {
    expect(verdictOn('agent.example.com', ['agent.example.com'])).toBeUndefined();
  });
});

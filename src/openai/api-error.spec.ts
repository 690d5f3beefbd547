import { describe, expect, it } from '@jest/globals';
import { ApiError, AuthenticationError, BadRequestError, NotFoundError } from './api-error.js';

describe('ApiError', () => {
  it('is named after its class', () => {
    expect(new NotFoundError('-').name).toBe('NotFoundError');
    expect(String(new BadRequestError('Too hot.'))).toBe('BadRequestError: Too hot.');
  });

  it('keeps its cause, for the log', () => {
    const cause = new Error('disk full');
    expect(new BadRequestError('-', { cause }).cause).toBe(cause);
    expect('cause' in new BadRequestError('-')).toBe(false);
  });

  it('is recognised by its marker, so that two copies of the package agree', () => {
    const marker = Symbol.for('hermes-agent-server.api-error');
    expect(ApiError.isInstance(new NotFoundError('-'))).toBe(true);
    expect(ApiError.isInstance({ [marker]: true })).toBe(true);
    for (const other of [new Error('-'), {}, null, undefined, 'text']) {
      expect(ApiError.isInstance(other)).toBe(false);
    }
  });

  it('lets a 401 say more without losing how to authenticate', () => {
    const error = new AuthenticationError('-', { code: 'expired', headers: { 'x-hint': 'renew' } });
    expect(error).toMatchObject({
      code: 'expired',
      headers: { 'www-authenticate': 'Bearer', 'x-hint': 'renew' },
    });
  });
});

import { HttpException, InternalServerErrorException, NotFoundException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { AuthenticationError, BadRequestError, NotFoundError, RequestTooLargeError } from './api-error.js';
import { toErrorReply } from './error-reply.js';

describe('toErrorReply', () => {
  it('tells an ApiError with its own status, type, code, param and headers', () => {
    const error = new BadRequestError('Too hot.', {
      code: 'too_hot',
      param: 'temperature',
      headers: { 'x-reason': 'heat' },
    });
    expect(toErrorReply(error)).toEqual({
      status: 400,
      body: {
        error: { message: 'Too hot.', type: 'invalid_request_error', code: 'too_hot', param: 'temperature' },
      },
      headers: { 'x-reason': 'heat' },
      expected: true,
    });
  });

  it.each([
    [new BadRequestError('-'), 400],
    [new AuthenticationError('-'), 401],
    [new NotFoundError('-'), 404],
    [new RequestTooLargeError('-'), 413],
  ])('has null for a code or param that there is not (%s)', (error, status) => {
    const reply = toErrorReply(error);
    expect(reply.status).toBe(status);
    expect(reply.body.error).toEqual({
      message: '-',
      type: 'invalid_request_error',
      code: error.code,
      param: null,
    });
  });

  it('asks for a bearer key where one is missing or wrong', () => {
    const { headers, body } = toErrorReply(new AuthenticationError('Who are you?'));
    expect(headers).toEqual({ 'www-authenticate': 'Bearer' });
    expect(body.error.code).toBe('invalid_api_key');
  });

  it('knows an ApiError of another copy of this package by its marker', () => {
    const foreign = Object.assign(new Error('Gone.'), {
      [Symbol.for('hermes-agent-server.api-error')]: true,
      status: 410,
      type: 'invalid_request_error',
      code: 'gone',
      param: null,
      headers: {},
    });
    expect(toErrorReply(foreign)).toMatchObject({ status: 410, body: { error: { message: 'Gone.' } } });
  });

  it.each([
    [new HttpException('Slow down.', 429), 429, 'rate_limit_error', 'rate_limit_exceeded'],
    [new NotFoundException('No such route.'), 404, 'invalid_request_error', 'not_found'],
    [new HttpException('No.', 403), 403, 'invalid_request_error', null],
    [new InternalServerErrorException('Broken.'), 500, 'server_error', null],
  ])('gives a HttpException of the host (%s) the one shape', (error, status, type, code) => {
    expect(toErrorReply(error)).toEqual({
      status,
      body: { error: { message: error.message, type, code, param: null } },
      headers: {},
      expected: true,
    });
  });

  it.each([[new TypeError('secret')], ['secret'], [{ message: 'secret' }], [undefined], [null]])(
    'tells nothing of what nobody foresaw: %p',
    (error) => {
      const reply = toErrorReply(error);
      expect(reply).toMatchObject({
        status: 500,
        expected: false,
        body: { error: { type: 'server_error', code: 'internal_error', param: null } },
      });
      expect(JSON.stringify(reply)).not.toContain('secret');
    },
  );
});

import { describe, expect, it } from '@jest/globals';
import type { AnswerHeaders } from './http/answer-head.js';
import type { AgentError } from '../../agent-error.js';
import { isContextLengthError } from '../../compaction/context-length-error.js';
import {
  fromBrokenAnswer,
  fromConnectionError,
  fromUpstreamFrame,
  fromUpstreamStatus,
} from './upstream-error.mapper.js';

function errorOf(status: number, body: unknown = '', headers: AnswerHeaders = {}): AgentError {
  return fromUpstreamStatus(
    status,
    headers,
    typeof body === 'string' ? body : JSON.stringify(body),
    'the-secret',
  );
}

describe('fromUpstreamStatus', () => {
  it.each([
    [400, 'invalid-request', false],
    [401, 'model-misconfigured', false],
    [402, 'quota-exceeded', false],
    [403, 'model-misconfigured', false],
    [404, 'model-misconfigured', false],
    [405, 'model-misconfigured', false],
    [408, 'model-timeout', true],
    [409, 'model-unavailable', true],
    [413, 'content-too-large', false],
    [422, 'invalid-request', false],
    [429, 'rate-limited', true],
    [500, 'model-failed', true],
    [502, 'model-failed', true],
    [503, 'model-unavailable', true],
    [504, 'model-timeout', true],
    [529, 'model-unavailable', true],
  ] as const)('%i is %s (passing: %s)', (status, kind, transient) => {
    const error = errorOf(status);
    expect(error).toMatchObject({ kind, transient });
    expect(error.message).toContain(`(HTTP ${status})`);
  });

  it('tells a used-up quota from a rate limit, and does not repeat it', () => {
    for (const detail of [{ code: 'insufficient_quota' }, { type: 'insufficient_quota' }]) {
      expect(errorOf(429, { error: { message: 'Pay', ...detail } })).toMatchObject({
        kind: 'quota-exceeded',
        transient: false,
      });
    }
  });

  it.each([
    [404, 'AGENT_MODEL'],
    [401, 'OPENAI_API_KEY'],
  ])('says after a %i what to look at', (status, variable) => {
    expect(errorOf(status).message).toContain(variable);
  });

  describe('what the provider said', () => {
    it.each([
      ['as OpenAI says it', { error: { message: 'Too long' } }],
      ['as an error that is a text', { error: 'Too long' }],
      ['as a message', { message: 'Too long', object: 'error' }],
      ['as a detail', { detail: 'Too long' }],
      ['as plain text', 'Too long'],
    ])('is repeated (%s)', (_, body) => {
      expect(errorOf(400, body).message).toBe('The model provider refused the request (HTTP 400): Too long');
    });

    it.each([
      ['a page of HTML', '\n<!doctype html><title>502 Bad Gateway</title>'],
      ['nothing', ''],
      ['a list of details', { detail: [{ loc: ['body'] }] }],
      ['null', 'null'],
      ['an error that is null', { error: null }],
      ['a message that is no text', { error: { message: { text: 'odd' } } }],
    ])('is left out where it is %s', (_, body) => {
      expect(errorOf(502, body).message).toBe('The model provider failed (HTTP 502)');
    });

    it('loses its secrets and what looks like one', () => {
      const said = 'Key the-secret (Bearer abc.def), or sk-proj-123456789 at https://me:pw@host.test/';
      const { message } = errorOf(401, { error: { message: said } });
      for (const secret of ['the-secret', 'abc.def', 'sk-proj', 'me:pw'])
        expect(message).not.toContain(secret);
    });

    it('is cut where it is endless', () => {
      expect(errorOf(500, 'x'.repeat(100_000)).message.length).toBeLessThan(1_200);
    });

    it('names code and field of a refused request', () => {
      const error = { message: 'Too long', code: 'context_length_exceeded', param: 'messages' };
      expect(errorOf(400, { error })).toMatchObject({ code: 'context_length_exceeded', param: 'messages' });
    });

    it('names no code and no field where they are not about the request', () => {
      const failure = errorOf(401, { error: { message: 'No', code: 'invalid_api_key', param: 'key' } });
      expect(failure.code).toBeUndefined();
      expect(failure.param).toBeUndefined();
      expect(errorOf(400, { error: { message: 'No', code: 400, param: null } }).code).toBeUndefined();
    });
  });

  describe('the time to wait', () => {
    it.each([
      ['in seconds', { 'retry-after': '7' }, 7_000],
      ['in fractions of a second', { 'retry-after': '0.5' }, 500],
      ['in milliseconds, which are more exact', { 'retry-after-ms': '250', 'retry-after': '1' }, 250],
      ['as none', { 'retry-after': '0' }, 0],
      ['as a date that has passed', { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }, 0],
    ])('is read %s', (_, headers, expected) => {
      expect(errorOf(429, '', headers).retryAfterMs).toBe(expected);
    });

    it('is read as a date to come', () => {
      const date = new Date(Date.now() + 60_000).toUTCString();
      const { retryAfterMs = 0 } = errorOf(503, '', { 'retry-after': date });
      expect(retryAfterMs).toBeGreaterThan(50_000);
      expect(retryAfterMs).toBeLessThanOrEqual(60_000);
    });

    it.each([{}, { 'retry-after': 'soon' }, { 'retry-after-ms': 'soon' }, { 'retry-after-ms': '-5' }])(
      'is unknown with %j',
      (headers) => {
        expect(errorOf(429, '', headers).retryAfterMs).toBeUndefined();
      },
    );
  });
});

describe('fromUpstreamFrame', () => {
  it('shows what was said without secrets, and no made-up status', () => {
    expect(fromUpstreamFrame({ message: 'No the-secret', code: 401 }, 'the-secret').message).toBe(
      "The model provider rejected this server's credentials; check OPENAI_API_KEY: No [redacted]",
    );
  });

  it.each(['200', 'server_error', null, 1_000])('takes the code %j for no status', (code) => {
    expect(fromUpstreamFrame({ message: 'No', code }, undefined)).toMatchObject({
      kind: 'model-failed',
      transient: false,
    });
  });
});

describe('a prompt that is too long', () => {
  it.each([
    [
      'OpenAI',
      400,
      { message: 'Your input exceeds the context window of this model.', code: 'context_length_exceeded' },
    ],
    [
      'OpenAI without a code',
      400,
      {
        message:
          "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
        code: null,
      },
    ],
    [
      'vLLM',
      400,
      {
        message:
          "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens (4000 in the messages, 1000 in the completion).",
        type: 'BadRequestError',
        code: 400,
      },
    ],
    [
      'vLLM, of the prompt alone',
      400,
      {
        message: 'The decoder prompt (length 5000) is longer than the maximum model length of 4096.',
        code: 400,
      },
    ],
    [
      'llama.cpp',
      400,
      {
        message: 'request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it',
        type: 'exceed_context_size_error',
        code: 400,
      },
    ],
    [
      'older llama.cpp',
      500,
      {
        message:
          'the request exceeds the available context size. try increasing the context size or enable context shift',
        type: 'server_error',
        code: 500,
      },
    ],
    [
      'llama.cpp, while it answers',
      500,
      { message: 'Context size has been exceeded.', type: 'server_error' },
    ],
    [
      'Ollama',
      400,
      { message: 'prompt too long; exceeded max context length by 12 tokens', type: 'api_error' },
    ],
    ['Ollama, of an input', 500, { message: 'the input length exceeds the context length' }],
    [
      'Anthropic',
      400,
      { message: 'prompt is too long: 200251 tokens > 200000 maximum', type: 'invalid_request_error' },
    ],
    [
      'Anthropic, with its answer',
      400,
      { message: 'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000' },
    ],
    [
      'Google',
      400,
      {
        message: 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
        code: 400,
        status: 'INVALID_ARGUMENT',
      },
    ],
    [
      'Google, older',
      400,
      { message: 'The input token count exceeds the maximum number of tokens allowed 32768.' },
    ],
    [
      'Mistral',
      422,
      {
        message:
          'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
      },
    ],
    [
      'xAI',
      400,
      { message: "This model's maximum prompt length is 131072 but the request contains 537812 tokens." },
    ],
    [
      'SGLang',
      400,
      { message: "The input (5000 tokens) is longer than the model's context length (4096 tokens)." },
    ],
    [
      'LM Studio',
      400,
      {
        message:
          'Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens.',
      },
    ],
    ['Bedrock', 400, { message: 'Input is too long for requested model.' }],
  ])('is recognised as %s says it', (_, status, error) => {
    const failure = errorOf(status, { error });
    expect(failure).toMatchObject({ code: 'context_length_exceeded', transient: false });
    expect(isContextLengthError(failure)).toBe(true);
    expect(isContextLengthError(fromUpstreamFrame(error, undefined))).toBe(true);
  });

  it('is recognised by the status of a body that is too large', () => {
    expect(isContextLengthError(errorOf(413, 'Request Entity Too Large'))).toBe(true);
  });

  it.each([
    [400, { message: 'max_tokens is too large: 5000. This model supports at most 4096 completion tokens.' }],
    [400, { message: "Invalid 'messages[0].content': string too long. Expected a maximum length 1048576." }],
    [429, { message: 'Request too large for gpt-x on tokens per min (TPM): Limit 30000, Requested 40000.' }],
    [500, { message: 'The server had an error while processing your request.' }],
    [400, { message: 'A tool name is too long.' }],
  ])('is not seen in a %i that says %j', (status, error) => {
    expect(isContextLengthError(errorOf(status, { error }))).toBe(false);
  });

  it('is no error of anything but a run', () => {
    expect(isContextLengthError(new Error('prompt is too long'))).toBe(false);
    expect(isContextLengthError(undefined)).toBe(false);
  });
});

describe('errors of the connection', () => {
  it('name the reason and the address, without its path and credentials', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const error = fromConnectionError(cause, 'http://me:pw@10.0.0.1:8000/v1');
    expect(error.message).toBe(
      'The model provider at http://10.0.0.1:8000 cannot be reached (ECONNREFUSED).',
    );
    expect(error).toMatchObject({
      kind: 'model-unavailable',
      code: 'upstream_unreachable',
      transient: true,
      cause,
    });
  });

  it('tell a broken answer from an upstream that is not there', () => {
    expect(fromBrokenAnswer(new Error('other side closed'))).toMatchObject({
      kind: 'model-failed',
      code: 'upstream_incomplete',
      transient: true,
    });
  });
});

import { describe, expect, it } from '@jest/globals';
import { checkLogitBias, checkStop, checkStreamOptions, checkTopLogprobs } from './check-settings.js';

describe('checkStop', () => {
  it.each([undefined, null, '', 'END', [], ['a'], ['a', 'b', 'c', 'd']])('accepts %j', (stop) => {
    expect(checkStop(stop, 'stop')).toBeUndefined();
  });

  it.each([7, {}, ['a', 'b', 'c', 'd', 'e'], ['a', 1], [null]])('refuses %j', (stop) => {
    expect(checkStop(stop, 'stop')).toEqual({
      param: 'stop',
      message: "'stop' must be a string or an array of up to 4 strings.",
    });
  });
});

describe('checkLogitBias', () => {
  it.each([undefined, null, {}, { 50256: -100, 11: 100, 12: 0.5 }])('accepts %j', (bias) => {
    expect(checkLogitBias(bias, 'logit_bias')).toBeUndefined();
  });

  it.each([7, 'a', [1]])('refuses %j for the whole', (bias) => {
    expect(checkLogitBias(bias, 'logit_bias')?.param).toBe('logit_bias');
  });

  it.each([101, -101, '1', null])('names the token whose bias is %j', (bias) => {
    expect(checkLogitBias({ 11: 1, 50256: bias }, 'logit_bias')?.param).toBe('logit_bias.50256');
  });
});

describe('checkStreamOptions', () => {
  it.each([
    undefined,
    null,
    {},
    { include_usage: true, include_obfuscation: false },
    { include_usage: null },
    { something_new: 7 },
  ])('accepts %j', (options) => {
    expect(checkStreamOptions(options, 'stream_options')).toBeUndefined();
  });

  it('names the option at fault', () => {
    expect(checkStreamOptions('usage', 'stream_options')?.param).toBe('stream_options');
    expect(checkStreamOptions({ include_usage: 1 }, 'stream_options')?.param).toBe(
      'stream_options.include_usage',
    );
    expect(checkStreamOptions({ include_obfuscation: 'no' }, 'stream_options')?.param).toBe(
      'stream_options.include_obfuscation',
    );
  });
});

describe('checkTopLogprobs', () => {
  it('needs logprobs, where it asks for anything', () => {
    expect(checkTopLogprobs(2, 'top_logprobs', { logprobs: true })).toBeUndefined();
    for (const nothing of [undefined, null, 0]) {
      expect(checkTopLogprobs(nothing, 'top_logprobs', {})).toBeUndefined();
    }
    for (const logprobs of [undefined, null, false]) {
      expect(checkTopLogprobs(2, 'top_logprobs', { logprobs })).toEqual({
        param: 'top_logprobs',
        message: "'top_logprobs' needs 'logprobs' to be true.",
      });
    }
  });
});

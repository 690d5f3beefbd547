import { describe, expect, it } from '@jest/globals';
import { loadConfiguration } from '../config/load-configuration.js';
import { explainListenError, StartupError } from './startup-error.js';

const { server } = loadConfiguration(
  { API_SERVER_HOST: '127.0.0.9', API_SERVER_PORT: '80' },
  { directory: '/srv/agent', checkFile: () => undefined },
);

function listenError(code: string): Error {
  return Object.assign(new Error(`listen ${code}`), { code });
}

describe('explainListenError', () => {
  it.each([
    ['EADDRINUSE', /^Port 80 on 127\.0\.0\.9 is already in use.* set API_SERVER_PORT to a free port\.$/],
    ['EACCES', /^This user may not listen on port 80\. Set API_SERVER_PORT to one above 1023\.$/],
    ['EADDRNOTAVAIL', /^127\.0\.0\.9 is not an address of this machine\. Set API_SERVER_HOST /],
    ['ENOTFOUND', /^127\.0\.0\.9 is not an address of this machine\. Set API_SERVER_HOST /],
  ])('says what %s means, and what to do', (code, sentence) => {
    const error = explainListenError(listenError(code), server);
    expect(error).toBeInstanceOf(StartupError);
    expect((error as StartupError).message).toMatch(sentence);
  });

  it('leaves what nobody foresaw as it is', () => {
    const error = listenError('EMFILE');
    expect(explainListenError(error, server)).toBe(error);
  });
});

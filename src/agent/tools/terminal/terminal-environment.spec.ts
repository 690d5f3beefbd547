import { describe, expect, it } from '@jest/globals';
import { terminalEnvironment } from './terminal-environment.js';

describe('terminalEnvironment', () => {
  it('takes over what commands need, and nothing else', () => {
    const environment = terminalEnvironment({
      PATH: '/usr/bin',
      LANG: 'de_DE.UTF-8',
      LC_ALL: 'C',
      TZ: 'Europe/Berlin',
      HOME: '/root',
      TERM: 'xterm',
      OPENAI_API_KEY: 'secret',
      API_SERVER_KEY: 'secret',
      GITHUB_TOKEN: 'secret',
      DATABASE_URL: 'postgres://user:secret@db',
      HTTP_PROXY: 'http://user:secret@proxy',
      NODE_OPTIONS: '--require=x',
      BASH_ENV: '/x',
      LD_PRELOAD: '/x',
    });
    expect(environment).toMatchObject({
      PATH: '/usr/bin',
      LANG: 'de_DE.UTF-8',
      LC_ALL: 'C',
      TZ: 'Europe/Berlin',
      TERM: 'dumb',
    });
    const names = ['DEBIAN_FRONTEND', 'GIT_PAGER', 'GIT_TERMINAL_PROMPT', 'LANG', 'LC_ALL', 'PAGER', 'PATH'];
    expect(Object.keys(environment).sort()).toEqual([...names, 'TERM', 'TZ']);
  });

  it('has a path and UTF-8 where the server has neither', () => {
    expect(terminalEnvironment({})).toMatchObject({ PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8' });
  });
});

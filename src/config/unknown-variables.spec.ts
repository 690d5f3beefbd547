import { describe, expect, it } from '@jest/globals';
import { findUnknownVariables } from './unknown-variables.js';

const known = ['API_SERVER_PORT', 'API_SERVER_KEY', 'AGENT_MODEL', 'UPSTREAM_MAX_RETRIES'];

describe('findUnknownVariables', () => {
  it.each([
    ['API_SERVER_PROT', 'API_SERVER_PORT'],
    ['API_SERVER_KEYS', 'API_SERVER_KEY'],
    ['AGENT_MODLE', 'AGENT_MODEL'],
    ['UPSTREAM_MAX_RETRY', 'UPSTREAM_MAX_RETRIES'],
  ])('takes %s for a misspelt %s', (name, meant) => {
    expect(findUnknownVariables({ [name]: 'x' }, known)).toEqual([
      `${name} is not a variable of this server: did you mean ${meant}?`,
    ]);
  });

  it('says that a name which resembles none is ignored', () => {
    expect(findUnknownVariables({ API_SERVER_ENABLED: 'true' }, known)).toEqual([
      'API_SERVER_ENABLED is not a variable of this server: it is ignored.',
    ]);
  });

  it('has nothing to say about known, empty and foreign variables', () => {
    expect(findUnknownVariables({ API_SERVER_PORT: '1', AGENT_NAME: '', PATH: '/bin' }, known)).toEqual([]);
  });
});

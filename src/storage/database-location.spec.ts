import { describe, expect, it } from '@jest/globals';
import { resolve } from 'node:path';
import { placeOf } from './database-location.js';

describe('placeOf', () => {
  it.each([
    ['sqlite:data/agent.sqlite', resolve('data/agent.sqlite')],
    ['sqlite:/var/lib/agent.sqlite', '/var/lib/agent.sqlite'],
    ['sqlite:///var/lib/agent.sqlite', '/var/lib/agent.sqlite'],
    ['file:./agent.sqlite', resolve('agent.sqlite')],
    ['file:///var/my%20files/agent.sqlite', '/var/my files/agent.sqlite'],
    ['SQLITE::memory:', ':memory:'],
  ])('reads %s', (databaseUrl, file) => {
    expect(placeOf({ databaseUrl })).toEqual({ type: 'sqlite', file });
  });

  it('makes a path absolute', () => {
    expect(placeOf({ file: 'agent.sqlite' })).toEqual({ type: 'sqlite', file: resolve('agent.sqlite') });
  });

  it.each(['postgres://user:secret@db/agent', 'postgresql://db/agent'])('takes %s for PostgreSQL', (url) => {
    expect(placeOf({ databaseUrl: url })).toEqual({ type: 'postgres', url });
  });

  it.each(['mysql://user:secret@db', 'sqlite:', 'file://host/x'])(
    'refuses %s, without repeating it',
    (databaseUrl) => {
      const attempt = () => placeOf({ databaseUrl });
      expect(attempt).toThrow(expect.objectContaining({ name: 'StorageError', kind: 'unsupported' }));
      expect(attempt).not.toThrow(/secret/);
    },
  );
});

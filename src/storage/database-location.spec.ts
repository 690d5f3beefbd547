import { describe, expect, it } from '@jest/globals';
import { resolve } from 'node:path';
import { fileOfLocation } from './database-location.js';

describe('fileOfLocation', () => {
  it.each([
    ['sqlite:data/agent.sqlite', resolve('data/agent.sqlite')],
    ['sqlite:/var/lib/agent.sqlite', '/var/lib/agent.sqlite'],
    ['sqlite:///var/lib/agent.sqlite', '/var/lib/agent.sqlite'],
    ['file:./agent.sqlite', resolve('agent.sqlite')],
    ['file:///var/my%20files/agent.sqlite', '/var/my files/agent.sqlite'],
    ['SQLITE::memory:', ':memory:'],
  ])('reads %s', (databaseUrl, file) => {
    expect(fileOfLocation({ databaseUrl })).toBe(file);
  });

  it('makes a path absolute', () => {
    expect(fileOfLocation({ file: 'agent.sqlite' })).toBe(resolve('agent.sqlite'));
  });

  it.each([
    'postgres://user:secret@db/agent',
    'postgresql://db/agent',
    'mysql://db',
    'sqlite:',
    'file://host/x',
  ])('refuses %s, without repeating it', (databaseUrl) => {
    const attempt = () => fileOfLocation({ databaseUrl });
    expect(attempt).toThrow(expect.objectContaining({ name: 'StorageError', kind: 'unsupported' }));
    expect(attempt).not.toThrow(/secret/);
  });
});

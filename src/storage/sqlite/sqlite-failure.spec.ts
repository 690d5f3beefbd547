import { describe, expect, it } from '@jest/globals';
import { toSqliteFailure } from './sqlite-failure.js';

describe('toSqliteFailure', () => {
  it.each([
    [{ errcode: 5 }, 'busy', 'held by another process'],
    [{ errcode: 517 }, 'busy', 'held by another process'],
    [{ errcode: 8 }, 'read-only', 'write permission'],
    [{ errcode: 522 }, 'failed', 'Check the disk'],
    [{ errcode: 11 }, 'damaged', 'backup'],
    [{ errcode: 13 }, 'full', 'Free some space'],
    [{ errcode: 14 }, 'unreachable', 'folder exists'],
    [{ code: 'EACCES' }, 'read-only', 'write permission'],
    [{ code: 'EROFS' }, 'read-only', 'write permission'],
    [{ code: 'ENOSPC' }, 'full', 'Free some space'],
    [{ code: 'ENOTDIR' }, 'unreachable', 'folder exists'],
  ])('reads %j as %s', (fields, kind, advice) => {
    const cause = Object.assign(new Error('what SQLite says'), fields);
    expect(toSqliteFailure(cause, 'agent.sqlite')).toMatchObject({
      kind,
      cause,
      message: expect.stringMatching(new RegExp(`agent\\.sqlite.*${advice}`)),
    });
  });

  it('leaves what is about the statement as it is', () => {
    const error = Object.assign(new Error('UNIQUE constraint failed'), { errcode: 1555 });
    expect(toSqliteFailure(error, 'agent.sqlite')).toBe(error);
  });
});

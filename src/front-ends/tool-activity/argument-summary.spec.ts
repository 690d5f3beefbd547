import { describe, expect, it } from '@jest/globals';
import { argumentSummary } from './argument-summary.js';

function summaryOf(input: unknown): string {
  return argumentSummary(JSON.stringify(input));
}

describe('argumentSummary', () => {
  it.each([
    [{ limit: 5, query: 'cats' }, 'cats'],
    [{ content: 'long text', path: 'notes/today.md' }, 'notes/today.md'],
    [{ colour: 'red', size: 'xl' }, 'red'],
    [{ amount: 12 }, '12'],
    [{ flags: ['a'], deep: { a: 'b' } }, ''],
    [{}, ''],
    [['a'], ''],
    ['text', ''],
  ])('of %j is %j', (input, summary) => {
    expect(summaryOf(input)).toBe(summary);
  });

  it.each(['', '{"path": "cut', 'nonsense'])('of %j is nothing', (text) => {
    expect(argumentSummary(text)).toBe('');
  });

  it('is one line of 100 characters at most', () => {
    const summary = summaryOf({ query: `first\nsecond\t${'x'.repeat(100_000)}` });
    expect(summary).toMatch(/^first second x+…$/);
    expect(summary).toHaveLength(100);
  });

  it('of an address is the host and the path', () => {
    const url = 'https://user:hunter22@site.example/a/b?token=abc#part';
    expect(summaryOf({ url })).toBe('site.example/a/b');
    expect(summaryOf({ url: 'https://site.example/' })).toBe('site.example');
  });

  it('does not show arguments that are named like secrets', () => {
    expect(summaryOf({ password: 'hunter22', api_key: 'k', authToken: 't', user: 'ann' })).toBe('ann');
    expect(summaryOf({ password: 'hunter22' })).toBe('');
  });

  it.each([
    ['curl -H "Authorization: Bearer hunter22hunter22" x', /^curl -H "Authorization: …/],
    ['curl https://ann:hunter22@site.example/x', /^curl https:\/\/site\.example\/x$/],
    ['OPENAI_API_KEY=hunter22 node x', /^OPENAI_API_KEY=… node x$/],
    ['login --password hunter22 ann', /^login --password … ann$/],
    ['export TOKEN: hunter22', /^export TOKEN: …$/],
    ['echo sk-proj-hunter22hunter22hunter22', /^echo …$/],
    ['echo ghp_hunter22hunter22hunter22', /^echo …$/],
  ])('of %j leaves out what looks like a secret', (command, shown) => {
    expect(summaryOf({ command })).toMatch(shown);
    expect(summaryOf({ command })).not.toContain('hunter22');
  });
});

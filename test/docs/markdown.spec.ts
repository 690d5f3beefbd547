import { describe, expect, it } from '@jest/globals';
import { anchorsOf, codeBlocks, withoutCode } from './markdown.js';

const text = [
  '# A `page` (of two)',
  '```js',
  '# no heading [no link](nowhere.md)',
  '```',
  '',
  '```text',
  'printed',
  '```',
  '## Same',
  'and [`code`](a.md), `[x](y)`',
  '## Same',
  '- item',
  '',
  '  ```js',
  '  indented',
  '  ```',
  '',
].join('\n');

describe('a page', () => {
  it('has anchors as GitHub makes them', () => {
    expect(anchorsOf(text)).toEqual(['a-page-of-two', 'same', 'same-1']);
  });

  it('has blocks, with where they are and what they print', () => {
    expect(codeBlocks('js', [{ path: 'page.md', text }])).toEqual([
      {
        place: 'page.md:2',
        language: 'js',
        code: '# no heading [no link](nowhere.md)\n',
        prints: 'printed\n',
      },
      { place: 'page.md:14', language: 'js', code: 'indented\n', prints: undefined },
    ]);
  });

  it('has no links in its code', () => {
    expect(withoutCode(text)).not.toContain('nowhere.md');
    expect(withoutCode(text)).not.toContain('(y)');
    expect(withoutCode(text)).toContain('](a.md)');
  });
});

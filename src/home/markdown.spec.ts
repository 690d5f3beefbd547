import { describe, expect, it } from '@jest/globals';
import { parseMarkdown, StreamedMarkdown } from './page/markdown.js';
import type { MarkdownElement, MarkdownNode } from './page/markdown-inline.js';

/** The tree, written down like HTML to be read by people. */
function write(node: MarkdownNode): string {
  if (typeof node === 'string') return node;
  const attributes = Object.entries(node.attributes ?? {}).map(([name, value]) => ` ${name}=${value}`);
  const inner = node.children.map(write).join('');
  return node.tag === 'br' ? '<br>' : `<${node.tag}${attributes.join('')}>${inner}</${node.tag}>`;
}

function read(source: string): string {
  return parseMarkdown(source)
    .map(({ node }) => write(node))
    .join('');
}

const TAGS =
  'p br hr pre code strong em del a ul ol li blockquote table thead tbody tr th td h3 h4 h5 h6'.split(' ');

function tagsOf(node: MarkdownNode): string[] {
  return typeof node === 'string' ? [] : [node.tag, ...node.children.flatMap(tagsOf)];
}

describe('parseMarkdown', () => {
  it.each([
    ['paragraphs and line breaks', 'one\ntwo\n\nthree', '<p>one<br>two</p><p>three</p>'],
    ['headings', '# A\n#### B ##\ntext', '<h3>A</h3><h6>B</h6><p>text</p>'],
    [
      'bold and italic',
      '**a** *b* __c__ _d_ ~~e~~',
      '<p><strong>a</strong> <em>b</em> <strong>c</strong> <em>d</em> <del>e</del></p>',
    ],
    ['both at once', '***a*** *b **c***', '<p><strong><em>a</em></strong> <em>b <strong>c</strong></em></p>'],
    [
      'no emphasis where there is none',
      '2 * 3 * 4 snake_case_name a*',
      '<p>2 * 3 * 4 snake_case_name a*</p>',
    ],
    ['code', 'use `a*b*` or ``a`b``', '<p>use <code>a*b*</code> or <code>a`b</code></p>'],
    [
      'fences',
      '```js\nlet a = "<b>";\n\n# no heading\n```\nafter',
      '<pre language=js>let a = "<b>";\n\n# no heading</pre><p>after</p>',
    ],
    ['a fence without an end', '~~~\na\nb', '<pre language=>a\nb</pre>'],
    ['rules', 'a\n\n---\n***', '<p>a</p><hr></hr><hr></hr>'],
    ['quotes', '> a\n> - b', '<blockquote><p>a</p><ul><li>b</li></ul></blockquote>'],
    ['lists', '- a\n- b\n  more\n\ntext', '<ul><li>a</li><li>b<br>more</li></ul><p>text</p>'],
    ['numbered lists', '3. a\n4. b', '<ol start=3><li>a</li><li>b</li></ol>'],
    [
      'nested lists',
      '1. a\n   - b\n  - c\n2. d',
      '<ol start=1><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ol>',
    ],
    ['loose lists', '- a\n\n  b\n\n- c', '<ul><li><p>a</p><p>b</p></li><li>c</li></ul>'],
    ['code in a list', '- a\n  ```\n  x\n  ```', '<ul><li>a<pre language=>x</pre></li></ul>'],
    [
      'tables',
      '| a | b |\n|---|--:|\n| `x` | 1 |',
      '<table><thead><tr><th>a</th><th align=right>b</th></tr></thead><tbody><tr><td><code>x</code></td><td align=right>1</td></tr></tbody></table>',
    ],
    ['escapes', '\\*a\\* 1\\. \\a', '<p>*a* 1. \\a</p>'],
  ])('reads %s', (_, source, tree) => {
    expect(read(source)).toBe(tree);
  });

  it.each([
    [
      '[a **b**](https://example.org/x_(y) "title")',
      '<p><a href=https://example.org/x_(y)>a <strong>b</strong></a></p>',
    ],
    [
      'see https://example.org/a?b=c. (https://example.org)',
      '<p>see <a href=https://example.org/a?b=c>https://example.org/a?b=c</a>. (<a href=https://example.org/>https://example.org</a>)</p>',
    ],
    ['<http://example.org>', '<p><a href=http://example.org/>http://example.org</a></p>'],
    ['![a picture](https://example.org/a.png)', '<p><a href=https://example.org/a.png>a picture</a></p>'],
    ['[a] and [b](https://b.example)', '<p>[a] and <a href=https://b.example/>b</a></p>'],
  ])('makes a link of %s', (source, tree) => {
    expect(read(source)).toBe(tree);
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\tscript:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    '//example.org',
    '/v1/models',
    'https://',
  ])('makes no link to %s', (address) => {
    expect(read(`[click](${address}) <${address}>`)).not.toContain('href');
  });

  it('keeps HTML as the text that it is', () => {
    const hostile = '<img src=x onerror="alert(1)"> <script>alert(2)</script>\n\n<b>c</b>';
    expect(read(hostile)).toBe(
      '<p><img src=x onerror="alert(1)"> <script>alert(2)</script></p><p><b>c</b></p>',
    );
    expect(parseMarkdown(hostile).flatMap(({ node }) => tagsOf(node))).toEqual(['p', 'p']);
  });

  it('makes nothing but tags that it knows, whatever it is given', () => {
    const pieces = [
      '**',
      '*',
      '_',
      '`',
      '```\n',
      '[',
      '](',
      ')',
      '\n',
      '\n\n',
      '- ',
      '1. ',
      '> ',
      '| ',
      '|-|\n',
      '#',
      ' ',
      'a',
      '<',
      'http://x',
      '\\',
      '~~',
      '\t',
    ];
    let seed = 7;
    for (let round = 0; round < 400; round++) {
      let source = '';
      for (let length = 0; length < 40; length++) {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
        source += pieces[seed % pieces.length] ?? '';
      }
      const tags = parseMarkdown(source).flatMap(({ node }) => tagsOf(node));
      expect(TAGS).toEqual(expect.arrayContaining([...new Set(tags)]));
      expect(streamed(source, 3)).toEqual(parseMarkdown(source).map(({ node }) => node));
    }
  });

  it.each(['*', '**', '_', '`', '[', '![', '](', '> ', '- ', '|', '<', '(((', '**a ', '*a*', '[a](', '\\'])(
    'reads %j over and over in a time that grows with its length only',
    (piece) => {
      expect(parseMarkdown(piece.repeat(20_000))).not.toHaveLength(0);
    },
  );
});

/** The blocks as they come when the text is told in pieces. */
function streamed(source: string, step: number): MarkdownElement[] {
  const markdown = new StreamedMarkdown();
  const blocks: MarkdownElement[] = [];
  let last: MarkdownElement[] = [];
  for (let end = step; end < source.length + step; end += step) {
    const { finished, open } = markdown.update(source.slice(0, end));
    blocks.push(...finished);
    last = open;
  }
  return [...blocks, ...last];
}

describe('StreamedMarkdown', () => {
  const source = '# A\n\ntext *one*\n\n- a\n\n- b\n  ```\n  c\n  ```\n\n| a | b |\n|--|--|\n| 1 | 2 |\n\nend';

  it.each([1, 2, 7, 1000])('comes to the same in pieces of %d characters', (step) => {
    expect(streamed(source, step)).toEqual(parseMarkdown(source).map(({ node }) => node));
  });

  it('tells of a block once, when another has begun', () => {
    const markdown = new StreamedMarkdown();
    expect(markdown.update('one')).toMatchObject({ finished: [], open: [{ tag: 'p' }] });
    expect(markdown.update('one\n\n## two\n')).toMatchObject({
      finished: [{ tag: 'p' }],
      open: [{ tag: 'h4' }],
    });
    expect(markdown.update('one\n\n## two\nthree')).toMatchObject({
      finished: [],
      open: [{ tag: 'h4' }, { tag: 'p' }],
    });
  });
});

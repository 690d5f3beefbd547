import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { allPages, anchorsOf, type Page, withoutCode } from './markdown.js';

const pages = allPages();

function linksOf({ text }: Page): string[] {
  return [...withoutCode(text).matchAll(/\]\((?!\w+:)([^)\s]+)\)/g)].map(([, target = '']) => target);
}

/** What is wrong with a link, or nothing. */
function fault(page: Page, link: string): string | undefined {
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? page.path : join(dirname(page.path), file);
  if (!existsSync(target)) return `${page.path}: there is no ${target}`;
  if (anchor === undefined || statSync(target).isDirectory()) return undefined;
  if (anchorsOf(readFileSync(target, 'utf8')).includes(anchor)) return undefined;
  return `${page.path}: ${target} has no heading #${anchor}`;
}

describe('The documentation', () => {
  it('links only to files and headings that exist', () => {
    const faults = pages.flatMap((page) => linksOf(page).map((link) => fault(page, link)));
    expect(faults.length).toBeGreaterThan(100);
    expect(faults.filter((each) => each !== undefined)).toEqual([]);
  });

  it('can be reached as a whole from its index', () => {
    const index = pages.filter(({ path }) => path === 'docs/README.md');
    const linked = index.flatMap((page) =>
      linksOf(page).map((link) => join('docs', link.split('#')[0] ?? '')),
    );
    const guides = pages
      .map(({ path }) => path)
      .filter(
        (path) =>
          path.startsWith('docs/') && !path.startsWith('docs/decisions/') && !path.endsWith('README.md'),
      );
    expect(linked).toEqual(expect.arrayContaining(guides));
  });

  it('is linked from README.md', () => {
    expect(pages[0] && linksOf(pages[0])).toContain('docs/README.md');
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A page of the documentation. */
export interface Page {
  /** Its path from the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/** A fenced block of code. */
export interface CodeBlock {
  /** Where it is, as `docs/page.md:12`. */
  readonly place: string;
  readonly language: string;
  readonly code: string;
  /** What stands in a `text` block right behind it: what the code prints. */
  readonly prints: string | undefined;
}

const FENCE = /^( *)```(\w*)\n(.*?)^\1```$/gms;

/** All pages: the two at the root, and those in docs/. */
export function allPages(): Page[] {
  const inDocs = readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file));
  return ['README.md', 'CONTRIBUTING.md', ...inDocs.toSorted()].map((path) => ({
    path,
    text: readFileSync(path, 'utf8'),
  }));
}

/** The blocks of one language, of all pages or of some. */
export function codeBlocks(language: string, pages: readonly Page[] = allPages()): CodeBlock[] {
  return pages.flatMap(blocksOf).filter((block) => block.language === language);
}

function blocksOf({ path, text }: Page): CodeBlock[] {
  const fences = [...text.matchAll(FENCE)];
  return fences.map((fence, index) => {
    const [whole, indent = '', language = '', code = ''] = fence;
    const next = fences[index + 1];
    const between = text.slice(fence.index + whole.length, next?.index);
    const prints = next?.[2] === 'text' && between.trim() === '' ? next[3] : undefined;
    return {
      place: `${path}:${text.slice(0, fence.index).split('\n').length}`,
      language,
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      prints,
    };
  });
}

/** A page without its code, in which a link or a heading is no link and no heading. */
export function withoutCode(text: string): string {
  return text.replaceAll(FENCE, '').replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()#]/g, ''));
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsOf(text: string): string[] {
  const seen = new Map<string, number>();
  return [...text.replaceAll(FENCE, '').matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, heading = '']) => {
    const anchor = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-');
    const count = seen.get(anchor) ?? 0;
    seen.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
}

import { copyButton } from './copy-button.js';
import { element } from './element.js';
import { StreamedMarkdown } from './markdown.js';

/** @typedef {import('./markdown-inline.js').MarkdownNode} MarkdownNode */

/** Shows Markdown that grows; what is finished stays as it is. */
export class MarkdownView {
  #markdown = new StreamedMarkdown();
  /** @type {Node[]} */
  #open = [];
  element = element('div', { className: 'prose' });

  /** Takes the whole text so far. @param {string} text */
  update(text) {
    const { finished, open } = this.#markdown.update(text);
    if (finished.length === 0 && open.length === 1 && this.#growCode(open[0])) return;
    for (const node of this.#open) this.element.removeChild(node);
    this.element.append(...finished.map(toDom));
    this.#open = open.map(toDom);
    this.element.append(...this.#open);
  }

  /** Code grows in place, so that it can be scrolled and selected while it does. @param {MarkdownNode | undefined} node */
  #growCode(node) {
    const [shown] = this.#open;
    if (typeof node !== 'object' || node.tag !== 'pre' || !(shown instanceof HTMLElement)) return false;
    const code = shown.querySelector(':scope > pre > code');
    if (this.#open.length !== 1 || code === null || shown.dataset.language !== node.attributes?.language)
      return false;
    code.textContent = node.children.join('');
    return true;
  }
}

/** @param {MarkdownNode} node @returns {Node} */
function toDom(node) {
  if (typeof node === 'string') return document.createTextNode(node);
  const { tag, attributes = {} } = node;
  if (tag === 'pre') return codeBlock(node.children.join(''), attributes.language ?? '');
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (tag === 'a') {
    made.setAttribute('rel', 'noopener noreferrer');
    made.setAttribute('target', '_blank');
  }
  made.append(...node.children.map(toDom));
  if (tag !== 'table') return made;
  return element('div', { className: 'table', tabIndex: 0, role: 'region', 'aria-label': 'Table' }, made);
}

/** @param {string} text @param {string} language */
function codeBlock(text, language) {
  const code = element('code', {}, text);
  const pre = element('pre', { tabIndex: 0 }, code);
  const name = element('span', {}, language === '' ? 'code' : language);
  const bar = element(
    'div',
    { className: 'code-bar' },
    name,
    copyButton(() => code.textContent ?? '', 'the code'),
  );
  const block = element('div', { className: 'code' }, bar, pre);
  block.dataset.language = language;
  return block;
}

import { announce } from './announce.js';
import { element } from './element.js';

/** @typedef {'running' | 'done' | 'failed' | 'stopped'} CallState */

/** A call of a tool: its name and how it is doing; folded, what it was given and what it came to. */
export class ToolCallView {
  #name;
  #state = element('span', { className: 'call-state' });
  #input = element('pre', { tabIndex: 0 });
  #fold = element('div', { className: 'fold' }, element('h4', {}, 'Arguments'), this.#input);
  element;

  /** @param {string} name */
  constructor(name) {
    this.#name = name;
    const mark = element('span', { className: 'mark', 'aria-hidden': 'true' });
    const summary = element('summary', {}, mark, element('code', {}, name), this.#state);
    this.element = element('details', { className: 'call' }, summary, this.#fold);
    this.#set('running', 'running …');
    announce(`The agent uses ${name}`);
  }

  /** Takes the arguments so far. @param {string} text */
  update(text) {
    this.#input.textContent = text;
  }

  /** @param {import('./conversation.js').Item} item */
  finish(item) {
    this.update(readable(item.arguments ?? ''));
    if (item.type !== 'mcp_call') return;
    if (item.error !== null) {
      this.#show('Error', item.error.content?.map((/** @type {any} */ part) => part.text).join('\n') ?? '');
      this.#set('failed', 'failed');
      announce(`${this.#name} has failed`);
    } else if (item.output !== null) {
      this.#show('Result', readable(item.output));
      this.#set('done', 'done');
    } else {
      this.end();
    }
  }

  end() {
    if (this.element.dataset.state === 'running') this.#set('stopped', 'stopped');
  }

  /** @param {string} title @param {string} text */
  #show(title, text) {
    this.#fold.append(
      element('h4', {}, title),
      element('pre', { tabIndex: 0 }, text === '' ? '(nothing)' : text),
    );
  }

  /** @param {CallState} state @param {string} label */
  #set(state, label) {
    this.element.dataset.state = state;
    this.#state.textContent = label;
  }
}

/** JSON with line breaks, anything else as it is. @param {string} text */
function readable(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' ? JSON.stringify(value, null, 2) : text;
  } catch {
    return text;
  }
}

import { copyButton } from './copy-button.js';
import { element } from './element.js';
import { MarkdownView } from './markdown-view.js';
import { ReasoningView } from './reasoning-view.js';
import { ToolCallView } from './tool-call-view.js';

/** @typedef {import('./server.js').ResponseEvent} ResponseEvent */

/** Shows one answer as it comes about. What is written is drawn once a frame, however many pieces come in between. */
export class AnswerView {
  /** @type {Map<number, { view: MarkdownView | ReasoningView | ToolCallView, text: string }>} */
  #items = new Map();
  /** @type {Set<number>} */
  #changed = new Set();
  #frame = 0;
  #onDraw;
  #waiting = element('p', { className: 'waiting' }, element('span', { className: 'pulse' }), 'Working …');
  #body = element('div', { className: 'answer-body' }, this.#waiting);
  element = element(
    'li',
    { className: 'answer' },
    element('h3', { className: 'hidden-visually' }, 'Answer'),
    this.#body,
  );

  /** @param {() => void} onDraw */
  constructor(onDraw) {
    this.#onDraw = onDraw;
  }

  /** The text of the answer, without what the agent did for it. */
  get text() {
    const messages = [...this.#items.values()].filter(({ view }) => view instanceof MarkdownView);
    return messages.map(({ text }) => text).join('\n\n');
  }

  /** @param {ResponseEvent} event */
  read(event) {
    switch (event.type) {
      case 'response.output_item.added':
        this.#add(event.output_index, event.item);
        break;
      case 'response.output_text.delta':
      case 'response.refusal.delta':
      case 'response.reasoning_summary_text.delta':
      case 'response.mcp_call_arguments.delta':
        this.#grow(event.output_index, event.delta);
        break;
      case 'response.output_item.done':
        this.#finish(event.output_index, event.item);
        break;
    }
  }

  /** Nothing more comes. @param {{ usage?: any, note?: Node | string }} [ending] */
  end({ usage, note } = {}) {
    cancelAnimationFrame(this.#frame);
    this.#draw();
    for (const { view } of this.#items.values()) if (!(view instanceof MarkdownView)) view.end();
    this.#waiting.remove();
    if (note !== undefined) this.#body.append(element('p', { className: 'note' }, note));
    const foot = element('div', { className: 'answer-foot' });
    if (this.text !== '') foot.append(copyButton(() => this.text, 'the answer'));
    if (usage != null)
      foot.append(element('span', {}, `${usage.input_tokens} tokens read, ${usage.output_tokens} written`));
    if (foot.childNodes.length > 0) this.#body.append(foot);
  }

  /** @param {Node} alert */
  endWith(alert) {
    this.end();
    this.#body.append(alert);
  }

  /** @param {number} index @param {import('./conversation.js').Item} item */
  #add(index, item) {
    const view = viewOf(item);
    if (view === undefined) return;
    this.#items.set(index, { view, text: '' });
    this.#waiting.before(view.element);
    this.#waiting.hidden = !(view instanceof MarkdownView) ? true : this.#waiting.hidden;
    this.#onDraw();
  }

  /** @param {number} index @param {string} delta */
  #grow(index, delta) {
    const item = this.#items.get(index);
    if (item === undefined) return;
    item.text += delta;
    this.#waiting.hidden = true;
    this.#changed.add(index);
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  /** @param {number} index @param {import('./conversation.js').Item} item */
  #finish(index, item) {
    this.#draw();
    const view = this.#items.get(index)?.view;
    if (view === undefined || view instanceof MarkdownView) return;
    view.finish(item);
    // What comes next, the model has yet to begin with.
    this.#waiting.hidden = false;
    this.#onDraw();
  }

  #draw() {
    this.#frame = 0;
    for (const index of this.#changed) {
      const item = this.#items.get(index);
      item?.view.update(item.text);
    }
    if (this.#changed.size > 0) this.#onDraw();
    this.#changed.clear();
  }
}

/** @param {import('./conversation.js').Item} item */
function viewOf(item) {
  switch (item.type) {
    case 'message':
      return new MarkdownView();
    case 'reasoning':
      return new ReasoningView();
    case 'mcp_call':
    case 'function_call':
      return new ToolCallView(item.name);
    default:
      return undefined;
  }
}

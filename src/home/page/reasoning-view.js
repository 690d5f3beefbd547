import { element } from './element.js';

/** What the model thought, folded. */
export class ReasoningView {
  #began = performance.now();
  #isOver = false;
  #summary = element('summary', {}, 'Thinking …');
  #text = element('div', { className: 'fold thoughts' });
  element = element('details', { className: 'reasoning' }, this.#summary, this.#text);

  /** Takes the whole text so far. @param {string} text */
  update(text) {
    this.#text.textContent = text;
  }

  finish() {
    this.end();
  }

  end() {
    if (this.#isOver) return;
    this.#isOver = true;
    const seconds = Math.round((performance.now() - this.#began) / 1000);
    this.#summary.textContent = seconds < 1 ? 'Thought for a moment' : `Thought for ${seconds} s`;
  }
}

/**
 * @typedef {{ type: string, [field: string]: any }} Item
 * @typedef {import('./server.js').ResponseEvent} ResponseEvent
 */

/** What was said so far. It is kept here and sent with each question: the server stores nothing of it. */
export class Conversation {
  /** @type {object[]} */
  #items = [];

  /** What to send as `input` to ask `question`. @param {string} question */
  asking(question) {
    return [...this.#items, message('user', 'input_text', question)];
  }

  /** Keeps a turn; without output the question stands alone. @param {string} question @param {Item[]} output */
  keep(question, output) {
    this.#items.push(message('user', 'input_text', question), ...output);
  }

  clear() {
    this.#items = [];
  }
}

/** Gathers the output of an answer from its events, also of one that is stopped before its end. */
export class AnswerOutput {
  /** @type {Item[]} */
  #done = [];
  /** The text of the message that is being written. */
  #text = '';

  /** @param {ResponseEvent} event */
  read(event) {
    if (event.type === 'response.output_text.delta') this.#text += event.delta;
    if (event.type !== 'response.output_item.done') return;
    if (event.item.type === 'message') this.#text = '';
    // A call without a result is nothing to go on from.
    if (event.item.status !== 'incomplete' || event.item.type === 'message') this.#done.push(event.item);
  }

  /** @returns {Item[]} */
  get items() {
    return this.#text === '' ? this.#done : [...this.#done, message('assistant', 'output_text', this.#text)];
  }
}

/** @param {string} role @param {string} type @param {string} text @returns {Item} */
function message(role, type, text) {
  return { type: 'message', role, content: [{ type, text }] };
}

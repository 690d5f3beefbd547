import { alertBox } from './alert-box.js';
import { announce } from './announce.js';
import { AnswerView } from './answer-view.js';
import { AnswerOutput, Conversation } from './conversation.js';
import { byId, element } from './element.js';
import { BrokenAnswer, describeProblem, describeReason } from './problem.js';
import { RequestError } from './server.js';

/** @typedef {import('./server.js').ResponseEvent} ResponseEvent */

const LONGEST_ANNOUNCEMENT = 1500;
/** How far from its end the log may be scrolled and still follow what is written, in pixels. */
const NEAR = 80;

/** The chat with the agent. */
export class Chat {
  #server;
  #askForKey;
  #onFailure;
  #conversation = new Conversation();
  /** @type {AbortController | undefined} */
  #running;
  #log = byId('log', HTMLElement);
  #turns = byId('turns', HTMLElement);
  #welcome = byId('welcome', HTMLElement);
  #question = byId('question', HTMLTextAreaElement);
  #send = byId('send', HTMLButtonElement);
  #stop = byId('stop', HTMLButtonElement);
  #model = byId('model', HTMLSelectElement);

  /**
   * @param {import('./server.js').Server} server
   * @param {(problem?: string) => void} askForKey
   * @param {(error: unknown) => void} onFailure
   */
  constructor(server, askForKey, onFailure) {
    this.#server = server;
    this.#askForKey = askForKey;
    this.#onFailure = onFailure;
    byId('composer', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#question.addEventListener('keydown', (event) => this.#onKey(event));
    this.#question.addEventListener('input', () => this.#fitQuestion());
    this.#stop.addEventListener('click', () => this.stop());
    byId('new-chat', HTMLButtonElement).addEventListener('click', () => this.#begin());
    document.addEventListener('keydown', (event) => {
      if (
        event.key === 'Escape' &&
        this.#running !== undefined &&
        document.querySelector('dialog[open]') === null
      )
        this.stop();
    });
  }

  /** Offers questions to begin with. @param {string[]} questions */
  suggest(questions) {
    const buttons = questions.map((question) => {
      const button = element('button', { type: 'button', className: 'suggestion' }, question);
      button.addEventListener('click', () => this.#ask(question));
      return button;
    });
    byId('suggestions', HTMLElement).replaceChildren(...buttons);
  }

  focus() {
    this.#question.focus({ preventScroll: true });
  }

  /** Ends the answer that is being written; what there is of it stays. */
  stop() {
    this.#running?.abort();
    this.focus();
  }

  #begin() {
    this.#running?.abort();
    this.#conversation.clear();
    this.#turns.replaceChildren();
    this.#welcome.hidden = false;
    announce('New chat');
    this.focus();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    // While a character is being composed, Enter belongs to the input method.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    const question = this.#question.value.trim();
    if (question === '' || this.#running !== undefined) return;
    this.#question.value = '';
    this.#fitQuestion();
    this.#ask(question);
  }

  /** @param {string} question */
  #ask(question) {
    if (this.#running !== undefined) return;
    this.#welcome.hidden = true;
    const title = element('h3', { className: 'hidden-visually' }, 'You');
    this.#turns.append(element('li', { className: 'question' }, title, element('p', {}, question)));
    this.focus();
    void this.#answer(question);
  }

  /** @param {string} question @param {HTMLElement} [earlier] an answer to the same question that has failed */
  async #answer(question, earlier) {
    const running = new AbortController();
    this.#setRunning(running);
    const view = new AnswerView(() => this.#follow());
    if (earlier === undefined) {
      this.#turns.append(view.element);
      this.#log.scrollTop = this.#log.scrollHeight;
    } else {
      earlier.replaceWith(view.element);
    }
    const output = new AnswerOutput();
    try {
      await this.#read(question, running.signal, view, output);
    } catch (error) {
      this.#fail(error, question, view, output, running.signal.aborted);
    } finally {
      if (this.#running === running) this.#setRunning(undefined);
      this.#follow();
    }
  }

  /** @param {string} question @param {AbortSignal} signal @param {AnswerView} view @param {AnswerOutput} output */
  async #read(question, signal, view, output) {
    announce('The agent is working');
    const request = { model: this.#model.value, input: this.#conversation.asking(question), store: false };
    for await (const event of this.#server.respond(request, signal)) {
      view.read(event);
      output.read(event);
      const { response } = event;
      switch (event.type) {
        case 'response.completed':
        case 'response.incomplete': {
          const isCut = event.type === 'response.incomplete';
          view.end({
            usage: response.usage,
            ...(isCut && { note: describeReason(response.incomplete_details?.reason) }),
          });
          if (!signal.aborted) this.#conversation.keep(question, output.items);
          announce(view.text.slice(0, LONGEST_ANNOUNCEMENT) || 'The answer is empty');
          return;
        }
        case 'response.failed':
        case 'error': {
          const { message, code } = response?.error ?? event.error ?? event;
          throw new RequestError(message, { code });
        }
      }
    }
    throw new BrokenAnswer();
  }

  /** @param {unknown} error @param {string} question @param {AnswerView} view @param {AnswerOutput} output @param {boolean} isStopped */
  #fail(error, question, view, output, isStopped) {
    if (isStopped) {
      view.end({ note: 'Stopped.' });
      if (view.element.isConnected) {
        this.#conversation.keep(question, output.items);
        announce('Stopped');
      }
      return;
    }
    view.endWith(this.#alert(error, question, view));
    this.#onFailure(error);
  }

  /** @param {unknown} error @param {string} question @param {AnswerView} view */
  #alert(error, question, view) {
    const { needsKey = false, requestId, ...problem } = describeProblem(error);
    const box = alertBox(problem, needsKey);
    if (requestId !== undefined)
      box.append(element('p', { className: 'quiet' }, 'Request id: ', element('code', {}, requestId)));
    const retry = element('button', { type: 'button' }, 'Try again');
    retry.addEventListener('click', () => {
      if (this.#running !== undefined) return;
      this.focus();
      void this.#answer(question, view.element);
    });
    const actions = element('div', { className: 'actions' }, retry);
    if (needsKey) {
      const enter = element('button', { type: 'button', className: 'primary' }, 'Enter the key');
      enter.addEventListener('click', () => this.#askForKey());
      actions.prepend(enter);
    }
    box.append(actions);
    return box;
  }

  /** @param {AbortController | undefined} running */
  #setRunning(running) {
    this.#running = running;
    this.#send.hidden = running !== undefined;
    this.#stop.hidden = running === undefined;
    this.#turns.setAttribute('aria-busy', String(running !== undefined));
  }

  /** Keeps the end in sight, unless somebody has scrolled up to read. */
  #follow() {
    const { scrollHeight, scrollTop, clientHeight } = this.#log;
    const grown = scrollHeight - this.#seenHeight;
    this.#seenHeight = scrollHeight;
    if (scrollHeight - scrollTop - clientHeight < NEAR + grown) this.#log.scrollTop = scrollHeight;
  }

  #seenHeight = 0;

  #fitQuestion() {
    if (CSS.supports('field-sizing', 'content')) return;
    this.#question.style.height = 'auto';
    this.#question.style.height = `${this.#question.scrollHeight}px`;
  }
}

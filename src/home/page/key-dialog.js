import { byId } from './element.js';

const PRINTABLE = /^[\x21-\x7e]+$/;

/** Asks for the key of the server, and tells when there is another one. */
export class KeyDialog {
  #dialog = byId('key-dialog', HTMLDialogElement);
  #field = byId('key', HTMLInputElement);
  #problem = byId('key-problem', HTMLElement);
  #server;

  /**
   * @param {import('./server.js').Server} server
   * @param {() => void} onChange
   */
  constructor(server, onChange) {
    this.#server = server;
    byId('key-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      const key = this.#field.value.trim();
      if (key !== '' && !PRINTABLE.test(key)) {
        this.#tell('A key has no spaces, and only letters, digits and signs of ASCII.');
        return;
      }
      server.key = key;
      this.#dialog.close();
      onChange();
    });
    byId('key-cancel', HTMLButtonElement).addEventListener('click', () => this.#dialog.close());
    byId('key-forget', HTMLButtonElement).addEventListener('click', () => {
      server.key = '';
      this.#dialog.close();
      onChange();
    });
    byId('key-button', HTMLButtonElement).addEventListener('click', () => this.ask());
  }

  /** @param {string} [problem] why the key is asked for again */
  ask(problem = '') {
    this.#field.value = '';
    byId('key-forget', HTMLButtonElement).hidden = this.#server.key === '';
    this.#tell(problem);
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#field.focus();
  }

  /** @param {string} problem */
  #tell(problem) {
    this.#problem.textContent = problem;
    this.#problem.hidden = problem === '';
    this.#field.setAttribute('aria-invalid', String(problem !== ''));
  }
}

import { announce } from './announce.js';
import { element } from './element.js';

const SHOWN_MS = 1600;

/**
 * A button that copies what `text` gives when it is pressed.
 * @param {() => string} text
 * @param {string} what names what is copied, for those who do not see where the button is
 */
export function copyButton(text, what) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const button = element(
    'button',
    { type: 'button', className: 'copy', 'aria-label': `Copy ${what}` },
    'Copy',
  );
  button.addEventListener('click', async () => {
    const isCopied = await copy(text());
    button.textContent = isCopied ? 'Copied' : 'Copy by hand';
    button.dataset.state = isCopied ? 'done' : 'failed';
    announce(isCopied ? `Copied ${what}` : `The browser does not allow copying ${what}`);
    clearTimeout(timer);
    timer = setTimeout(() => {
      button.textContent = 'Copy';
      delete button.dataset.state;
    }, SHOWN_MS);
  });
  return button;
}

/** Copies a text; browsers give the clipboard only to pages of this machine or over HTTPS. @param {string} text */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** @param {string} text */
function copyBySelection(text) {
  const focused = document.activeElement;
  const field = element('textarea', { value: text, className: 'hidden-visually', readOnly: true });
  (document.querySelector('dialog[open]') ?? document.body).append(field);
  field.select();
  const isCopied = document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return isCopied;
}

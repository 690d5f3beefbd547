import { byId } from './element.js';

/** Has screen readers say `text` when they have said what they are saying. @param {string} text */
export function announce(text) {
  const region = byId('announcements', HTMLElement);
  // The same text twice in a row would not be noticed.
  region.textContent = region.textContent === text ? `${text}\u00a0` : text;
}

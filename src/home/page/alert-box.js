import { element } from './element.js';

/**
 * Tells of a problem, and what to do about it.
 * @param {Pick<import('./problem.js').Problem, 'title' | 'detail' | 'advice'>} problem
 * @param {boolean} isQuestion whether nothing has gone wrong, and only the key is missing
 */
export function alertBox({ title, detail, advice }, isQuestion) {
  const className = isQuestion ? 'alert ask' : 'alert';
  const box = element('div', { className, role: 'alert' }, element('strong', {}, title));
  for (const text of [detail, advice]) if (text) box.append(element('p', {}, text));
  return box;
}

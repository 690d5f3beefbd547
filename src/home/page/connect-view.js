import { copyButton } from './copy-button.js';
import { byId, element } from './element.js';
import { frontEnds } from './front-ends.js';

/** @typedef {{ origin: string, model: string, key: string, isSecret: boolean }} ShownConnection `isSecret`: the key is copied, and not shown. */

const DOTS = '••••••••';

/** Shows what to paste where. @param {ShownConnection} connection */
export function showConnection(connection) {
  const { origin, model, key } = connection;
  byId('basics', HTMLElement).replaceChildren(
    settingRow('Base URL', `${origin}/v1`, '', connection),
    settingRow('API key', key, '', connection),
    settingRow('Model', model, '', connection),
  );
  const list = byId('front-ends', HTMLElement);
  // Somebody may be reading the settings of one, while another agent is chosen.
  const opened = list.querySelector('details[open]')?.getAttribute('data-name');
  list.replaceChildren(
    ...frontEnds(connection).map((frontEnd) => {
      const details = showFrontEnd(frontEnd, connection);
      details.open = frontEnd.name === opened;
      return details;
    }),
  );
}

/** @param {import('./front-ends.js').FrontEnd} frontEnd @param {ShownConnection} connection */
function showFrontEnd({ name, where, settings = [], code, file, note }, connection) {
  const place = element('p', { className: 'where' }, where);
  if (file !== undefined) place.append(' ', element('code', {}, file));
  const content = element('div', { className: 'fold' }, place);
  if (settings.length > 0) {
    content.append(
      element('dl', {}, ...settings.map(({ label, value }) => settingRow(label, value, name, connection))),
    );
  }
  if (code !== undefined) {
    const pre = element('pre', { tabIndex: 0 }, element('code', {}, masked(code, connection)));
    const copy = copyButton(() => code, `the settings of ${name}`);
    content.append(
      element(
        'div',
        { className: 'code' },
        element('div', { className: 'code-bar' }, element('span'), copy),
        pre,
      ),
    );
  }
  if (note !== undefined) content.append(element('p', { className: 'note' }, note));
  const details = element('details', { name: 'front-end' }, element('summary', {}, name), content);
  details.dataset.name = name;
  return details;
}

/** @param {string} label @param {string} value @param {string} of @param {ShownConnection} connection */
function settingRow(label, value, of, connection) {
  const what = of === '' ? `the ${label}` : `the ${label} for ${of}`;
  const shown = element('code', {}, masked(value, connection));
  return element(
    'div',
    { className: 'setting' },
    element('dt', {}, label),
    element(
      'dd',
      {},
      shown,
      copyButton(() => value, what),
    ),
  );
}

/** @param {string} text @param {ShownConnection} connection */
function masked(text, { key, isSecret }) {
  return isSecret ? text.replaceAll(key, DOTS) : text;
}

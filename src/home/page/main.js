import { alertBox } from './alert-box.js';
import { showAgent } from './agent-view.js';
import { Chat } from './chat.js';
import { showConnection } from './connect-view.js';
import { byId, element } from './element.js';
import { KeyDialog } from './key-dialog.js';
import { describeProblem } from './problem.js';
import { RequestError, Server } from './server.js';
import { questionsFor } from './suggestions.js';

/**
 * What is known of the server.
 * @typedef {{ agents: import('./agent-view.js').Agent[], mcpServers: import('./agent-view.js').McpServer[], requiresKey: boolean }} Known
 */

const HEALTH_EVERY_MS = 20_000;
/** Until a server that is gone is there again. */
const HEALTH_SOON_MS = 2_000;
const WIDE = matchMedia('(min-width: 60rem)');

const server = new Server();
const dialog = new KeyDialog(server, () => void load());
const chat = new Chat(server, (problem) => dialog.ask(problem), onFailure);
const models = byId('model', HTMLSelectElement);
/** @type {Known} */
let known = { agents: [], mcpServers: [], requiresKey: false };
let shown = '';
/** @type {ReturnType<typeof setTimeout> | undefined} */
let nextCheck;

/** Asks the server who its agents are; where it wants a key for that, asks for the key first. What has not changed stays as it is. */
async function load() {
  const hadKey = server.key !== '';
  try {
    const now = await askForAgents(hadKey);
    byId('load-problem', HTMLElement).hidden = true;
    if (JSON.stringify(now) === shown) return;
    known = now;
  } catch (error) {
    tellOf(error, hadKey);
  }
  showAll();
}

/** @param {boolean} hadKey @returns {Promise<Known>} */
async function askForAgents(hadKey) {
  try {
    const { agents, mcp_servers, auth } = await server.get('/v1/capabilities');
    return { agents, mcpServers: mcp_servers, requiresKey: auth.required };
  } catch (error) {
    // A host may do without that route; which agents there are, every server tells.
    if (!(error instanceof RequestError) || error.status !== 404) throw error;
    const { data } = await server.get('/v1/models');
    return { agents: data, mcpServers: [], requiresKey: hadKey };
  }
}

/** @param {unknown} error @param {boolean} hadKey */
function tellOf(error, hadKey) {
  const { needsKey = false, ...problem } = describeProblem(error);
  known = { agents: [], mcpServers: [], requiresKey: needsKey };
  const box = byId('load-problem', HTMLElement);
  const button = element('button', { type: 'button', className: needsKey ? 'primary' : '' });
  button.textContent = needsKey ? 'Enter the key' : 'Try again';
  button.addEventListener('click', () => (needsKey ? dialog.ask() : void load()));
  const alert = alertBox(problem, needsKey && !hadKey);
  alert.append(element('div', { className: 'actions' }, button));
  box.replaceChildren(alert);
  box.hidden = false;
  if (needsKey) dialog.ask(hadKey ? 'The server does not accept this key.' : '');
}

function showAll() {
  const { agents } = known;
  shown = JSON.stringify(known);
  const chosen = models.value;
  models.replaceChildren(...agents.map(({ id }) => element('option', { value: id }, id)));
  if (agents.some(({ id }) => id === chosen)) models.value = chosen;
  models.hidden = agents.length < 2;
  byId('welcome-text', HTMLElement).hidden = agents.length === 0;
  showChosen();
}

function showChosen() {
  const { agents, mcpServers, requiresKey } = known;
  const agent = agents.find(({ id }) => id === models.value) ?? agents[0];
  byId('agent', HTMLElement).dataset.known = String(agent !== undefined);
  if (agent !== undefined) showAgent(agent, mcpServers);
  chat.suggest(agent === undefined ? [] : questionsFor(agent.tools ?? []));
  const key = server.key || (requiresKey ? 'YOUR_API_SERVER_KEY' : 'none');
  byId('key-note', HTMLElement).textContent = requiresKey
    ? server.key === ''
      ? 'The server asks for a key: the value of API_SERVER_KEY.'
      : 'The key is shown as dots, and copied as it is.'
    : 'The server asks for no key. A front end that insists on one takes any text.';
  showConnection({
    origin: server.url,
    model: agent?.id ?? 'hermes-agent',
    key,
    isSecret: server.key !== '',
  });
}

async function checkHealth() {
  const wasBad = byId('health', HTMLElement).dataset.state === 'bad';
  try {
    const { version } = await server.get('/health');
    showHealth('good', 'Running', `, version ${version}`);
    // A server that was started again may have other agents, or ask for a key by now; and MCP servers come and go.
    if (wasBad || known.agents.length > 0) void load();
  } catch {
    showHealth('bad', 'Not reachable');
  }
}

/** @param {'good' | 'bad'} state @param {string} text */
function showHealth(state, text, version = '') {
  byId('health', HTMLElement).dataset.state = state;
  byId('health-text', HTMLElement).textContent = text;
  byId('health-version', HTMLElement).textContent = version;
  clearTimeout(nextCheck);
  nextCheck = setTimeout(checkIfSeen, state === 'good' ? HEALTH_EVERY_MS : HEALTH_SOON_MS);
}

function checkIfSeen() {
  if (document.visibilityState === 'visible') void checkHealth();
}

/** An answer that has failed may be the first sign of a server that is gone, or was started with other agents. @param {unknown} error */
function onFailure(error) {
  if (!(error instanceof RequestError)) void checkHealth();
  else if (error.code === 'server_shutting_down') showHealth('bad', 'Stopping');
  else if (error.code === 'model_not_found') void load();
}

/** On a narrow screen one part is shown at a time; the address says which. */
function showPart() {
  const part = ['connect', 'agent'].find((id) => location.hash === `#${id}`) ?? 'chat';
  document.body.dataset.part = part;
  for (const link of document.querySelectorAll('.parts a')) {
    if (link.getAttribute('href') === `#${part}`) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
}

models.addEventListener('change', showChosen);
addEventListener('hashchange', showPart);
document.addEventListener('visibilitychange', checkIfSeen);
showPart();
showChosen();
void checkHealth();
await load();
// On a phone, the keyboard would cover the page.
if (WIDE.matches && !document.querySelector('dialog[open]')) chat.focus();

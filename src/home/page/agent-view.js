import { byId, element } from './element.js';

/**
 * @typedef {{ name: string, description: string, mcp_server?: string }} Tool
 * @typedef {{ id: string, description?: string, language_models?: string[], tools?: Tool[] }} Agent
 * @typedef {{ name: string, transport: string, state: string, tool_count: number, last_error?: string }} McpServer
 */

const STATES = /** @type {Readonly<Record<string, string>>} */ ({
  connected: 'connected',
  connecting: 'connecting …',
  failed: 'not connected',
});

/** Shows what one agent works with. @param {Agent} agent @param {McpServer[]} mcpServers */
export function showAgent(agent, mcpServers) {
  const { id, description, language_models: models = [], tools = [] } = agent;
  const about = byId('about-agent', HTMLElement);
  about.replaceChildren(fact('Name', element('code', {}, id)));
  if (description !== undefined) about.append(fact('What for', description));
  if (models.length > 0) about.append(fact('Answered by', models.join(', then ')));
  byId('demo-note', HTMLElement).hidden = models[0] !== 'demo';
  const list = byId('tools', HTMLElement);
  list.replaceChildren(...tools.map(showTool));
  byId('tool-count', HTMLElement).textContent = tools.length === 0 ? 'none' : String(tools.length);
  byId('mcp', HTMLElement).hidden = mcpServers.length === 0;
  const connected = mcpServers.filter(({ state }) => state === 'connected').length;
  const count =
    connected < mcpServers.length ? `${connected} of ${mcpServers.length} connected` : String(connected);
  byId('mcp-count', HTMLElement).textContent = count;
  byId('mcp-servers', HTMLElement).replaceChildren(...mcpServers.map(showMcpServer));
}

/** @param {string} label @param {Node | string} value */
function fact(label, value) {
  return element('div', { className: 'fact' }, element('dt', {}, label), element('dd', {}, value));
}

/** @param {Tool} tool */
function showTool({ name, description, mcp_server: server }) {
  const title = element('h3', {}, element('code', {}, name));
  if (server !== undefined) title.append(' ', element('span', { className: 'tag' }, server));
  return element('div', {}, title, element('p', {}, description));
}

/** @param {McpServer} server */
function showMcpServer({ name, transport, state, tool_count: count, last_error: error }) {
  const dot = element('span', { className: 'dot', 'aria-hidden': 'true' });
  dot.dataset.state = state === 'connected' ? 'good' : state === 'failed' ? 'bad' : 'unknown';
  const tools = count === 1 ? '1 tool' : `${count} tools`;
  const stateText = STATES[state] ?? state;
  const told = state === 'connected' ? `${stateText}, ${tools}, ${transport}` : stateText;
  const item = element(
    'li',
    {},
    dot,
    element('span', {}, name),
    element('span', { className: 'quiet' }, told),
  );
  if (error !== undefined && state !== 'connected')
    item.append(element('p', { className: 'note' }, `${name} ${error}`));
  return item;
}

import type { Configuration } from '../config/configuration.js';
import { reachableHost } from '../config/reachable-host.js';
import type { AgentAccount } from './describe-agents.js';
import { SWAGGER_UI_PATH } from './swagger-ui.js';

/** What a newcomer needs to know once the server listens; `agents` says who answers. */
export function greeting({ server }: Configuration, port: number, agents: readonly AgentAccount[]): string {
  const address = `http://${reachableHost(server.host)}:${port}`;
  const authorization = server.key === undefined ? '' : ` -H "Authorization: Bearer $API_SERVER_KEY"`;
  const body = JSON.stringify({
    model: agents[0]?.id,
    stream: true,
    messages: [{ role: 'user', content: 'Hello! Who are you?' }],
  });
  return [
    '',
    `  hermes-agent-server is ready.`,
    '',
    ...(server.homePage ? [`  Open       ${address}/   (a chat, and how to connect front ends)`] : []),
    `  Base URL   ${address}/v1   (paste it into a chat front end or an SDK)`,
    `  API docs   ${address}/${SWAGGER_UI_PATH}`,
    ...agents.flatMap(describeAgent),
    `  API key    ${describeKey(server)}`,
    '',
    `  Try it${server.key === undefined ? '' : ', with the key in your shell, too (export API_SERVER_KEY=…)'}:`,
    `  curl -N ${address}/v1/chat/completions -H "Content-Type: application/json"${authorization} -d '${body}'`,
    '',
    '',
  ].join('\n');
}

function describeAgent({ id, model, toolsets, mcpServers }: AgentAccount): string[] {
  const terminal = toolsets.includes('terminal') ? '; the terminal runs commands on this machine' : '';
  return [
    `  Model      ${id}, answered by ${model}`,
    ...(toolsets.length === 0 ? [] : [`  Tools      ${toolsets.join(', ')}${terminal}`]),
    ...(mcpServers.length === 0 ? [] : [`  MCP        ${mcpServers.join(', ')}`]),
  ];
}

function describeKey({ key, host, allowNoKey }: Configuration['server']): string {
  if (key !== undefined) return 'required (the value of API_SERVER_KEY)';
  const open = allowNoKey ? `; API_SERVER_ALLOW_NO_KEY lets everybody in who reaches ${host}` : '';
  return `none required; a front end that insists on one takes any text${open}`;
}

import { afterEach, describe, expect, it } from '@jest/globals';
import { DefaultAgentService } from '../../src/agent/default-agent.service.js';
import { DemoLanguageModel, type Tool } from '../../src/index.js';
import { ScriptedAgentService } from '../../src/testing/index.js';
import { textResult } from '../../src/agent/tools/tool-result.js';
import { errorOf } from './support/answers.js';
import { KEY, startDeployed } from './support/deployed.js';
import { type HostApp, startHost } from './support/host-app.js';

function tool(name: string, more: Partial<Tool> = {}): Tool {
  const inputSchema = { type: 'object' } as const;
  return {
    name,
    description: `Does ${name}.`,
    inputSchema,
    execute: () => Promise.resolve(textResult('')),
    ...more,
  };
}

describe('GET /v1/capabilities', () => {
  let host: HostApp | undefined;

  afterEach(() => host?.close());

  async function capabilities(): Promise<unknown> {
    return (await fetch(`${host?.url}/v1/capabilities`)).json();
  }

  it('tells of every agent what it works with at this moment', async () => {
    const tools = [tool('pay'), tool('search', { origin: { kind: 'mcp', server: 'web' } })];
    let current: readonly Tool[] = tools;
    const agents = [
      {
        id: 'clerk',
        description: 'Pays',
        model: new DemoLanguageModel(),
        fallbackModels: [{ name: 'another', get: () => new DemoLanguageModel() }],
        toolsets: [{ name: 'test', tools: () => current }],
      },
      { id: 'idler', model: new DemoLanguageModel() },
    ];
    host = await startHost(new DefaultAgentService({ agents }));
    expect(await capabilities()).toEqual({
      object: 'hermes.api_server.capabilities',
      platform: 'hermes-agent-server',
      version: expect.any(String),
      model: 'clerk',
      auth: { type: 'bearer', required: false },
      agents: [
        {
          id: 'clerk',
          description: 'Pays',
          language_models: ['demo', 'another'],
          tools: [
            { name: 'pay', description: 'Does pay.' },
            { name: 'search', description: 'Does search.', mcp_server: 'web' },
          ],
        },
        { id: 'idler', language_models: ['demo'], tools: [] },
      ],
      mcp_servers: [],
    });
    current = [];
    expect(await capabilities()).toMatchObject({ agents: [{ tools: [] }, {}] });
  });

  it('tells what a host agent is called, when that is all it says', async () => {
    host = await startHost(new ScriptedAgentService());
    expect(await capabilities()).toMatchObject({
      agents: [{ id: 'scripted-agent', language_models: [], tools: [] }],
    });
  });

  it('needs the key, and says that one is needed', async () => {
    host = await startDeployed(new ScriptedAgentService());
    const refused = await fetch(`${host.url}/v1/capabilities`);
    expect(refused.status).toBe(401);
    expect(await errorOf(refused)).toMatchObject({ code: 'missing_api_key' });
    const headers = { authorization: `Bearer ${KEY}` };
    const told = await fetch(`${host.url}/v1/capabilities`, { headers });
    expect(await told.json()).toMatchObject({ auth: { type: 'bearer', required: true } });
  });
});

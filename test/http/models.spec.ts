import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ScriptedAgentService } from '../../src/testing/index.js';
import { errorOf } from './support/answers.js';
import { type HostApp, startHost } from './support/host-app.js';

describe('GET /v1/models', () => {
  let host: HostApp;

  beforeAll(async () => {
    const agents = [
      { id: 'hermes-agent', createdAt: 1_700_000_000, description: 'Does things' },
      { id: 'team/agent-1.0:latest', createdAt: 1_700_000_001 },
      { id: 'ünï cødé', createdAt: 1_700_000_002 },
    ];
    host = await startHost(new ScriptedAgentService({ agents }));
  });
  afterAll(() => host.close());

  it('lists the agents, the default one first', async () => {
    const response = await fetch(`${host.url}/v1/models`);
    expect(response.status).toBe(200);
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
    expect(await response.json()).toEqual({
      object: 'list',
      data: [
        {
          id: 'hermes-agent',
          object: 'model',
          created: 1_700_000_000,
          owned_by: 'hermes-agent-server',
          description: 'Does things',
        },
        {
          id: 'team/agent-1.0:latest',
          object: 'model',
          created: 1_700_000_001,
          owned_by: 'hermes-agent-server',
        },
        { id: 'ünï cødé', object: 'model', created: 1_700_000_002, owned_by: 'hermes-agent-server' },
      ],
    });
  });

  it.each([
    ['hermes-agent', 'hermes-agent'],
    ['team/agent-1.0:latest', 'team/agent-1.0:latest'],
    ['team%2Fagent-1.0%3Alatest', 'team/agent-1.0:latest'],
    ['%C3%BCn%C3%AF%20c%C3%B8d%C3%A9', 'ünï cødé'],
  ])('describes the agent at /v1/models/%s', async (path, id) => {
    const response = await fetch(`${host.url}/v1/models/${path}`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ id, object: 'model' });
  });

  it.each(['nobody', 'team', 'team/agent-1.0:latest/more', 'hermes-agent%00'])(
    'says which agents there are when %s is none of them',
    async (path) => {
      const response = await fetch(`${host.url}/v1/models/${path}`);
      expect(response.status).toBe(404);
      const error = await errorOf(response);
      expect(error).toMatchObject({ type: 'invalid_request_error', code: 'model_not_found', param: 'model' });
      expect(error.message).toContain("Available: 'hermes-agent', 'team/agent-1.0:latest', 'ünï cødé'.");
    },
  );
});

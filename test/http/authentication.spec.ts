import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { RawConnection } from '../support/loopback-server.js';
import { ScriptedAgentService } from '../../src/testing/index.js';
import { errorOf } from './support/answers.js';
import { type HostApp, startHost } from './support/host-app.js';

const KEY = 'sk-3f1c9a0be27d4458';

describe('a server with keys', () => {
  const agent = new ScriptedAgentService();
  let host: HostApp;

  beforeAll(async () => {
    host = await startHost(agent, {
      keys: [
        { key: KEY, owner: 'ada' },
        { key: 'ключ', owner: 'bob' },
      ],
    });
  });
  afterAll(() => host.close());

  it('runs the agent on behalf of the owner of the key', async () => {
    const response = await host.ask({}, { headers: { authorization: `Bearer ${KEY}` } });
    expect(response.status).toBe(200);
    expect(agent.runs.at(-1)?.context.owner).toBe('ada');
  });

  it('takes a key that is not ASCII, sent in UTF-8', async () => {
    const connection = await RawConnection.open(host.port);
    connection.send('GET /v1/models HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ключ\r\n\r\n');
    await eventually(() => expect(connection.received).toMatch(/^HTTP\/1\.1 200 OK/));
    connection.close();
  });

  it.each([
    ['no key', undefined, 'missing_api_key'],
    ['a wrong key', 'Bearer wrong', 'invalid_api_key'],
    ['a key that is not ASCII', 'Bearer clé', 'invalid_api_key'],
    ['another scheme', 'Basic YWRhOnBhc3M=', 'invalid_api_key'],
  ])('answers 401 to %s, on every protected route', async (_, authorization, code) => {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const before = agent.runs.length;
    for (const response of [
      await host.ask({ stream: true }, { headers }),
      await host.ask({ messages: 'not even well formed' }, { headers }),
      await fetch(`${host.url}/v1/models`, { headers }),
      await fetch(`${host.url}/v1/models/scripted-agent`, { headers }),
    ]) {
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      expect(response.headers.get('x-request-id')).toMatch(/^req_/);
      expect(await errorOf(response)).toMatchObject({ type: 'invalid_request_error', code, param: null });
    }
    expect(agent.runs).toHaveLength(before);
  });

  it('tells its health to anybody', async () => {
    for (const path of ['/health', '/v1/health']) {
      const response = await fetch(`${host.url}${path}`);
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await response.json()).toMatchObject({ status: 'ok', platform: 'hermes-agent-server' });
    }
  });
});

describe('a server without keys', () => {
  it('answers everybody, whatever key they send', async () => {
    const agent = new ScriptedAgentService();
    const host = await startHost(agent);
    for (const headers of [{}, { authorization: 'Bearer anything' }, { authorization: 'Basic x' }]) {
      expect((await host.ask({}, { headers: { ...headers } as Record<string, string> })).status).toBe(200);
    }
    expect(agent.runs.map(({ context }) => context.owner)).toEqual(['default', 'default', 'default']);
    await host.close();
  });
});

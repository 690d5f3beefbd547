import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';
import { OpenWebUi, type OpenWebUiOptions } from '../support/open-webui/open-webui.ts';

const KEY = 'a-key-for-open-webui';
const SECRET = 'b6e1f0a2c3d44e55';
const ADA = { id: 'user-ada', name: 'Ada Löwe', email: 'ada@example.com', role: 'admin' } as const;
const BOB = { id: 'user-bob', name: 'Bob', email: 'bob@example.com', role: 'user' } as const;

describe.each([
  ['plain headers', {}, {}],
  ['a signed token', { FRONT_END_JWT_SECRET: SECRET }, { jwtSecret: SECRET }],
])('Open WebUI with several users, told apart by %s', (_, environment, options) => {
  let server: BuiltServer;

  beforeAll(async () => {
    server = await startBuiltServer({
      API_SERVER_KEY: KEY,
      AGENT_TOOLSETS: 'memory',
      FRONT_END_USERS: 'trust',
      ...environment,
    });
  }, 60_000);
  afterAll(() => server.stop());

  async function say(content: string, connection: Partial<OpenWebUiOptions>) {
    const webUi = new OpenWebUi({ baseUrl: server.baseUrl, key: KEY, forwardsUser: true, ...connection });
    return webUi.chat([{ role: 'user', content }], { builtinTools: false }).finished();
  }

  it.each(['chat', 'responses'] as const)('has a memory for each of them (%s)', async (apiType) => {
    const [ada, bob] = [ADA, BOB].map((user) => ({ ...options, user, apiType, templates: true }));
    const told = await say('Remember that my cat is called Tom', { ...ada });
    expect(told.error).toBeUndefined();
    expect((await say('What do you remember about my cat?', { ...ada })).content).toContain('Tom');
    expect((await say('What do you remember about my cat?', { ...bob })).content).not.toContain('Tom');
  });

  if ('jwtSecret' in options) {
    it('shows what is wrong with a token that somebody else has signed', async () => {
      const { error, content } = await say('Hi', { jwtSecret: 'another', user: ADA });
      expect(content).toBe('');
      expect(error).toMatch(/token/i);
    });
  }
});

import { afterEach, describe, expect, it } from '@jest/globals';
import { frontEndIdentity } from '../../src/index.js';
import { type AgentScript, answering, ScriptedAgentService } from '../../src/testing/index.js';
import { claimsOf, userToken } from '../support/user-token.js';
import { completionOf, errorOf, refusalOf } from './support/answers.js';
import { type HostApp, type HostOptions, startHost } from './support/host-app.js';
import { responseOf } from './support/response-events.js';

const KEY = 'sk-3f1c9a0be27d4458';
const SECRET = '7d3f0c5a9be27d44';

type Headers = Record<string, string>;

/** A request of a user of Open WebUI, which has the key. */
function as(id: string, headers: Headers = {}): { headers: Headers } {
  return { headers: { authorization: `Bearer ${KEY}`, 'x-openwebui-user-id': id, ...headers } };
}

const KEY_ALONE = { headers: { authorization: `Bearer ${KEY}` } };
const ADA = as('ada');
const BOB = as('bob');

describe('users and chats', () => {
  let host: HostApp | undefined;
  let agent: ScriptedAgentService;

  afterEach(async () => {
    await host?.close();
    host = undefined;
  });

  async function start(options: HostOptions = {}, script: AgentScript = {}): Promise<HostApp> {
    agent = new ScriptedAgentService(script);
    const keys = [{ key: KEY, owner: 'team' }];
    host = await startHost(agent, { keys, identity: frontEndIdentity(), ...options });
    return host;
  }

  function at(path: string, init: RequestInit): Promise<Response> {
    return fetch(`${host?.url ?? ''}/v1/${path}`, init);
  }

  function lastOwner(): string {
    return agent.runs.at(-1)?.context.owner ?? '';
  }

  describe.each([
    ['two users behind one key', ADA, BOB],
    ['a user and the key itself', ADA, KEY_ALONE],
    ['the key itself and a user', KEY_ALONE, ADA],
    [
      'users of the same id in two front ends',
      ADA,
      { headers: { ...KEY_ALONE.headers, 'x-librechat-user-id': 'ada' } },
    ],
    [
      'two session keys',
      as('ada', { 'x-hermes-session-key': 'a' }),
      as('ada', { 'x-hermes-session-key': 'b' }),
    ],
    [
      'a session key and a user of that name',
      { headers: { ...KEY_ALONE.headers, 'x-hermes-session-key': 'ada' } },
      ADA,
    ],
    ['an id that looks like another user', as('["team",["open-webui","ada"],null]'), ADA],
    ['an id that quotes its way out', as('ada"],null]'), ADA],
  ])('%s', (_, mine, theirs) => {
    it('share no response', async () => {
      const { respond } = await start();
      const { id } = await responseOf(await respond({}, mine));
      expect((await at(`responses/${id}`, mine)).status).toBe(200);
      expect(await refusalOf(await at(`responses/${id}`, theirs))).toMatchObject({ status: 404 });
      expect((await at(`responses/${id}/input_items`, theirs)).status).toBe(404);
      expect((await at(`responses/${id}/cancel`, { ...theirs, method: 'POST' })).status).toBe(404);
      expect((await at(`responses/${id}`, { ...theirs, method: 'DELETE' })).status).toBe(404);
      const goneOn = await refusalOf(await respond({ previous_response_id: id }, theirs));
      expect(goneOn).toMatchObject({ code: 'previous_response_not_found' });
      expect((await respond({ previous_response_id: id }, mine)).status).toBe(200);
    });

    it('share no conversation, even of the same name', async () => {
      const { respond } = await start();
      const { conversation } = await responseOf(
        await respond({ input: 'mine', conversation: 'diary' }, mine),
      );
      const id = conversation?.id ?? '';
      await respond({ input: 'theirs', conversation: 'diary' }, theirs);
      expect(JSON.stringify(agent.runs.at(-1)?.request.messages)).not.toContain('mine');
      expect((await respond({ conversation: id }, theirs)).status).toBe(404);
      expect((await at(`conversations/${id}`, theirs)).status).toBe(404);
      expect((await at(`conversations/${id}`, { ...theirs, method: 'DELETE' })).status).toBe(404);
      expect((await at(`conversations/${id}`, mine)).status).toBe(200);
    });

    it('share no stored completion', async () => {
      const { ask } = await start();
      const { id } = await completionOf(await ask({ store: true }, mine));
      expect((await at(`chat/completions/${id}`, theirs)).status).toBe(404);
      expect((await at(`chat/completions/${id}/messages`, theirs)).status).toBe(404);
      expect((await at(`chat/completions/${id}`, { ...theirs, method: 'DELETE' })).status).toBe(404);
      expect(await (await at('chat/completions', theirs)).json()).toMatchObject({ data: [] });
      expect(await (await at('chat/completions', mine)).json()).toMatchObject({ data: [{ id }] });
    });

    it('share no idempotency key', async () => {
      const { ask } = await start({}, { runs: [answering(['mine']), answering(['theirs'])] });
      const keyed = ({ headers }: { headers: Headers }) => ({
        headers: { ...headers, 'idempotency-key': 'k' },
      });
      const answers = [await ask({}, keyed(mine)), await ask({}, keyed(theirs)), await ask({}, keyed(mine))];
      const texts = await Promise.all(
        answers.map(async (answer) => (await completionOf(answer)).choices[0]?.message.content),
      );
      expect(texts).toEqual(['mine', 'theirs', 'mine']);
    });
  });

  it('tells the agent who the user is and which chat it is, on both routes', async () => {
    const { ask, respond } = await start();
    const init = as('ada', {
      'x-openwebui-user-name': 'Ada L%C3%B6ve',
      'x-openwebui-chat-id': 'c-1',
      'x-openwebui-user-message-id': 'm-1',
    });
    await ask({}, init);
    await ask({ stream: true }, init).then((response) => response.text());
    await respond({}, init);
    await respond({ background: true }, init);
    for (const { context } of agent.runs) {
      expect(context).toMatchObject({
        user: { source: 'open-webui', id: 'ada', name: 'Ada Löve' },
        session: { id: 'c-1', userMessageId: 'm-1' },
      });
    }
    expect(agent.runs).toHaveLength(4);
    expect(new Set(agent.runs.map(({ context }) => context.owner)).size).toBe(1);
  });

  it('shows the model exactly the history that was sent, also of a chat that it has seen before', async () => {
    const { ask } = await start();
    const chat = as('ada', { 'x-openwebui-chat-id': 'c-1', 'x-hermes-session-id': 'c-1' });
    const user = (content: string) => ({ role: 'user', content });
    const said = { role: 'assistant', content: 'Hello!' };
    const histories = [
      [user('One')],
      [user('One'), said, user('Two')],
      [user('One'), said, user('Two, edited')],
      [user('One'), said, user('Two, edited')],
      [user('One, edited')],
    ];
    for (const messages of histories) await ask({ messages }, chat);
    const seen = agent.runs.map(({ request }) =>
      request.messages.map(({ role, content }) => ({
        role,
        content: content.map((part) => (part.type === 'text' ? part.text : '')).join(''),
      })),
    );
    expect(seen).toEqual(histories);
  });

  it('changes nothing where front ends are not trusted', async () => {
    const { ask } = await startHostWithoutIdentity();
    const headers = {
      'x-openwebui-user-id': 'not an id',
      'x-openwebui-user-jwt': 'x.y.z',
      'x-openwebui-chat-id': '../..',
      'x-librechat-user-id': 'ada',
      'x-hermes-session-id': 's',
      'x-hermes-session-key': 'k',
    };
    const response = await ask({}, { headers: { ...KEY_ALONE.headers, ...headers } });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-hermes-session-id')).toBeNull();
    const [run] = agent.runs;
    expect([run?.context.owner, run?.context.user, run?.context.session]).toEqual([
      'team',
      undefined,
      undefined,
    ]);
  });

  async function startHostWithoutIdentity(): Promise<HostApp> {
    agent = new ScriptedAgentService();
    host = await startHost(agent, { keys: [{ key: KEY, owner: 'team' }] });
    return host;
  }

  it('asks for the key first', async () => {
    const { ask } = await start();
    const response = await ask({}, { headers: { 'x-openwebui-user-id': 'not an id' } });
    expect(await refusalOf(response)).toMatchObject({ status: 401, code: 'missing_api_key' });
  });

  it('refuses an id that cannot be one, before anything is run', async () => {
    const { ask, respond } = await start();
    for (const response of [
      await ask({ stream: true }, as('a b')),
      await respond({}, as('x'.repeat(300))),
      await at('models', as('a, b')),
    ]) {
      expect(await refusalOf(response)).toMatchObject({
        status: 400,
        type: 'invalid_request_error',
        code: 'invalid_value',
        param: 'X-OpenWebUI-User-Id',
      });
    }
    expect(agent.runs).toHaveLength(0);
  });

  describe('with a secret', () => {
    const identity = frontEndIdentity({ jwtSecret: SECRET });
    const signedFor = (sub: string) =>
      as('someone-else', { 'x-openwebui-user-jwt': userToken(claimsOf(sub), SECRET) });

    it('gives a token the place that its user has without one, and plain headers none', async () => {
      const { ask } = await start();
      await ask({}, ADA);
      const ofAda = lastOwner();
      await host?.close();
      const signed = await start({ identity });
      await signed.ask({}, signedFor('ada'));
      expect(lastOwner()).toBe(ofAda);
      await signed.ask({}, ADA);
      expect(lastOwner()).toBe('team');
    });

    it.each([
      ['is signed by somebody else', userToken(claimsOf('ada'), 'another secret')],
      ['is not signed', userToken(claimsOf('ada'), SECRET, { alg: 'none' })],
      ['has expired', userToken({ ...claimsOf('ada'), exp: 1_700_000_000 }, SECRET)],
      ['is none', 'ada'],
    ])('answers 401 to a token that %s', async (_, token) => {
      const { ask } = await start({ identity });
      const response = await ask({}, as('ada', { 'x-openwebui-user-jwt': token }));
      expect(response.status).toBe(401);
      expect(await errorOf(response)).toMatchObject({
        code: 'invalid_user_token',
        param: 'X-OpenWebUI-User-Jwt',
        message: expect.not.stringContaining(token.length > 10 ? token : '\0'),
      });
      expect(agent.runs).toHaveLength(0);
    });
  });

  describe("hermes' headers", () => {
    it('are answered with, also in streams and in errors', async () => {
      const { ask } = await start();
      const headers = { ...KEY_ALONE.headers, 'x-hermes-session-id': 's-1', 'x-hermes-session-key': 'k-1' };
      for (const response of [
        await ask({}, { headers }),
        await ask({ stream: true }, { headers }),
        await ask({ messages: [] }, { headers }),
      ]) {
        expect(response.headers.get('x-hermes-session-id')).toBe('s-1');
        expect(response.headers.get('x-hermes-session-key')).toBe('k-1');
        await response.text();
      }
      expect(agent.runs[0]?.context.session).toEqual({ id: 's-1' });
    });

    it('are refused on a server without a key', async () => {
      const { ask } = await start({ keys: [], identity: frontEndIdentity({ hasKey: false }) });
      const response = await ask({}, { headers: { 'x-hermes-session-key': 'k' } });
      expect(await refusalOf(response)).toMatchObject({ status: 403, code: 'session_needs_api_key' });
    });
  });

  it("takes a host's own word for who is asking", async () => {
    const { ask } = await start({
      identity: ({ 'x-employee': id }) =>
        typeof id === 'string' ? { user: { source: 'staff', id } } : undefined,
    });
    await ask({}, { headers: { ...KEY_ALONE.headers, 'x-employee': 'é 7' } });
    expect(agent.runs[0]?.context.user).toEqual({ source: 'staff', id: expect.any(String) });
    expect(lastOwner()).not.toBe('team');
  });
});

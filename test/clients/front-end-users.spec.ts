import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';
import { claimsOf, userToken } from '../support/user-token.js';

const KEY = '3f1c9a0be27d4458';
const SECRET = '7d3f0c5a9be27d44';

/** What Open WebUI sends for a user. */
const plain = (id: string) => ({ 'X-OpenWebUI-User-Id': id, 'X-OpenWebUI-User-Name': id });
const signed = (id: string) => ({ 'X-OpenWebUI-User-Jwt': userToken(claimsOf(id), SECRET) });

describe.each([
  ['trusted', { FRONT_END_USERS: 'trust' }, plain],
  ['trusted to sign', { FRONT_END_USERS: 'trust', FRONT_END_JWT_SECRET: SECRET }, signed],
])('the built server behind a front end that is %s', (_, environment, headersOf) => {
  let server: BuiltServer;

  beforeAll(async () => {
    server = await startBuiltServer({ API_SERVER_KEY: KEY, AGENT_TOOLSETS: 'memory', ...environment });
  });
  afterAll(() => server.stop());

  function clientOf(defaultHeaders: Record<string, string>): OpenAI {
    return new OpenAI({ baseURL: server.baseUrl, apiKey: KEY, maxRetries: 0, defaultHeaders });
  }

  async function answerTo(client: OpenAI, content: string): Promise<string> {
    const { choices } = await client.chat.completions.create({
      model: 'hermes-agent',
      messages: [{ role: 'user', content }],
    });
    return choices[0]?.message.content ?? '';
  }

  it('has the agent remember for each user what that user said', async () => {
    const [ada, bob, keyAlone] = [clientOf(headersOf('ada')), clientOf(headersOf('bob')), clientOf({})];
    await answerTo(ada, 'Remember that my cat is called Tom');
    const question = 'What do you remember about my cat?';
    expect(await answerTo(ada, question)).toContain('Tom');
    expect(await answerTo(bob, question)).not.toContain('Tom');
    expect(await answerTo(keyAlone, question)).not.toContain('Tom');
  });

  it('keeps the responses of each user to themselves', async () => {
    const [ada, bob] = [clientOf(headersOf('ada')), clientOf(headersOf('bob'))];
    const { id } = await ada.responses.create({ model: 'hermes-agent', input: 'Hi' });
    expect((await ada.responses.retrieve(id)).id).toBe(id);
    await expect(bob.responses.retrieve(id)).rejects.toMatchObject({ status: 404 });
    await expect(bob.responses.delete(id)).rejects.toMatchObject({ status: 404 });
  });

  it("answers with hermes' session", async () => {
    const { response } = await clientOf({ 'X-Hermes-Session-Id': 's-1' }).models.list().withResponse();
    expect(response.headers.get('x-hermes-session-id')).toBe('s-1');
  });

  it('never writes a name or an address to its log', () => {
    expect(server.output()).not.toContain('example.com');
  });
});

describe('the built server on its own', () => {
  it('believes nobody, and has one memory', async () => {
    const server = await startBuiltServer({ API_SERVER_KEY: KEY, AGENT_TOOLSETS: 'memory' });
    const clientOf = (id: string) =>
      new OpenAI({ baseURL: server.baseUrl, apiKey: KEY, maxRetries: 0, defaultHeaders: plain(id) });
    const { id } = await clientOf('ada').responses.create({ model: 'hermes-agent', input: 'Hi' });
    expect((await clientOf('bob').responses.retrieve(id)).id).toBe(id);
    await server.stop();
  });
});

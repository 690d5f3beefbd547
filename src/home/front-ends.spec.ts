import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { frontEnds } from './page/front-ends.js';

const ORIGIN = 'http://localhost:8642';
const connection = { origin: ORIGIN, model: 'my-agent', key: 'a-key' };

function settingsOf(name: string, origin = ORIGIN): Record<string, string> {
  const frontEnd = frontEnds({ ...connection, origin }).find((candidate) => candidate.name === name);
  return Object.fromEntries((frontEnd?.settings ?? []).map(({ label, value }) => [label, value]));
}

function codeOf(name: string): string {
  return frontEnds(connection).find((candidate) => candidate.name === name)?.code ?? '';
}

describe('frontEnds', () => {
  it.each([
    ['Open WebUI', 'URL'],
    ['LobeChat', 'API Proxy URL'],
    ['AnythingLLM', 'Base URL'],
    ['Cline', 'Base URL'],
    ['Jan', 'Base URL'],
  ])('gives %s the base URL with /v1', (name, label) => {
    expect(settingsOf(name)[label]).toBe(`${ORIGIN}/v1`);
  });

  it.each([
    ['NextChat', 'OpenAI Endpoint'],
    ['Chatbox', 'API Host'],
    ['Cherry Studio', 'API Host'],
  ])('gives %s the address without /v1, which it adds by itself', (name, label) => {
    expect(settingsOf(name)[label]).toBe(ORIGIN);
  });

  it('names the key and the model wherever they belong', () => {
    for (const { name, settings = [], code = '' } of frontEnds(connection)) {
      const told = code + settings.map(({ value }) => value).join(' ');
      expect([name, told]).toEqual([name, expect.stringContaining('a-key')]);
      // Open WebUI asks the server for its models.
      if (name !== 'Open WebUI') expect([name, told]).toEqual([name, expect.stringContaining('my-agent')]);
    }
  });

  it('writes configuration files that can be read', () => {
    expect(parse(codeOf('LibreChat'))).toMatchObject({
      endpoints: {
        custom: [
          { baseURL: `${ORIGIN}/v1`, apiKey: 'a-key', models: { default: ['my-agent'], fetch: true } },
        ],
      },
    });
    expect(parse(codeOf('Continue'))).toMatchObject({
      models: [{ provider: 'openai', model: 'my-agent', apiBase: `${ORIGIN}/v1`, apiKey: 'a-key' }],
    });
  });

  it('writes a curl command whose body is a request', () => {
    const [, body = ''] = /-d '([^']*)'/.exec(codeOf('curl')) ?? [];
    expect(JSON.parse(body)).toMatchObject({ model: 'my-agent', stream: true });
  });

  it('warns of localhost in containers only where the server is at localhost', () => {
    const notes = (origin: string) => frontEnds({ ...connection, origin }).map(({ note = '' }) => note);
    expect(notes(ORIGIN).join()).toContain('host.docker.internal');
    expect(notes('https://agent.example.org').join()).not.toContain('host.docker.internal');
  });
});

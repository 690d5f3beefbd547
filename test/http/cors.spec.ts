import { afterEach, describe, expect, it } from '@jest/globals';
import { ScriptedAgentService } from '../../src/testing/index.js';
import { KEY, startDeployed } from './support/deployed.js';
import type { HostApp } from './support/host-app.js';

const ORIGIN = 'https://chat.example.com';
const PREFLIGHT_HEADERS = {
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'authorization,content-type,x-stainless-os,x-my-own',
};

/** The CORS headers of a reply, without their prefix. */
function corsOf(response: Response): Record<string, string> {
  const cors = [...response.headers].filter(([name]) => name.startsWith('access-control-'));
  return Object.fromEntries(cors.map(([name, value]) => [name.slice('access-control-'.length), value]));
}

describe('CORS', () => {
  let host: HostApp;
  afterEach(() => host.close());

  async function start(origins?: string): Promise<void> {
    const environment = origins === undefined ? {} : { API_SERVER_CORS_ORIGINS: origins };
    host = await startDeployed(new ScriptedAgentService(), environment);
  }

  async function preflight(origin: string): Promise<Response> {
    return fetch(`${host.url}/v1/chat/completions`, {
      method: 'OPTIONS',
      headers: { origin, ...PREFLIGHT_HEADERS },
    });
  }

  async function ask(origin: string, stream: boolean): Promise<Response> {
    const response = await host.ask({ stream }, { headers: { origin, authorization: `Bearer ${KEY}` } });
    await response.text();
    return response;
  }

  describe('for an allowed origin', () => {
    it('answers a preflight without a key, and allows whichever headers it asks for', async () => {
      await start(ORIGIN);
      const response = await preflight(ORIGIN);
      expect(response.status).toBe(204);
      expect(corsOf(response)).toMatchObject({
        'allow-origin': ORIGIN,
        'allow-headers': PREFLIGHT_HEADERS['access-control-request-headers'],
        'allow-methods': expect.stringMatching(/GET.*POST.*DELETE/),
        'max-age': '600',
      });
      expect(response.headers.get('vary')).toMatch(/origin/i);
    });

    it.each([false, true])('lets a page read the answer and its headers (stream: %p)', async (stream) => {
      await start(ORIGIN);
      const response = await ask(ORIGIN, stream);
      expect(response.status).toBe(200);
      expect(corsOf(response)).toMatchObject({
        'allow-origin': ORIGIN,
        'expose-headers': expect.stringContaining('x-request-id'),
      });
    });

    it('lets a page read errors, too', async () => {
      await start(ORIGIN);
      const response = await host.ask({}, { headers: { origin: ORIGIN } });
      expect(response.status).toBe(401);
      expect(corsOf(response)['allow-origin']).toBe(ORIGIN);
    });

    it('compares origins as browsers write them', async () => {
      await start(`https://other.example, ${ORIGIN}`);
      expect(corsOf(await ask(ORIGIN, false))['allow-origin']).toBe(ORIGIN);
      expect(corsOf(await ask('https://other.example', false))['allow-origin']).toBe('https://other.example');
    });
  });

  it.each([undefined, 'https://other.example'])(
    'keeps an origin that is not allowed from reading anything (allowed: %p)',
    async (origins) => {
      await start(origins);
      const response = await preflight(ORIGIN);
      expect(response.status).toBe(204);
      expect(corsOf(response)['allow-origin']).toBeUndefined();
      for (const stream of [false, true]) {
        expect(corsOf(await ask(ORIGIN, stream))).toEqual({});
      }
    },
  );

  it('lets every page in where all origins are allowed', async () => {
    await start('*');
    expect((await preflight(ORIGIN)).status).toBe(204);
    expect(corsOf(await preflight('null'))['allow-origin']).toBe('*');
    for (const stream of [false, true]) {
      expect(corsOf(await ask(ORIGIN, stream))['allow-origin']).toBe('*');
    }
  });

  it('answers OPTIONS of programs that are no browser, too', async () => {
    await start();
    const response = await fetch(`${host.url}/v1/models`, { method: 'OPTIONS' });
    expect(response.status).toBe(204);
    expect(response.headers.get('allow')).toMatch(/GET.*POST.*DELETE/);
  });

  it('never sends cookies along', async () => {
    await start('*');
    expect(corsOf(await preflight(ORIGIN))['allow-credentials']).toBeUndefined();
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type OpenAI from 'openai';
import type { Page } from 'playwright-core';
import { type Browser, startChromium } from '../support/chromium.js';
import type { LoopbackServer } from '../support/loopback-server.js';
import { NEVER_ENDS, type ScriptedServer, startScriptedServer } from '../support/scripted-server.js';
import { serveSdkPage } from '../support/sdk-page.js';

const KEY = 'a-key-for-pages';

/** What the page's scripts find in their global scope. */
declare const globalThis: { OpenAI: typeof OpenAI; client: OpenAI };

interface Preflight {
  readonly status: number;
  readonly allowed: string | undefined;
}

describe('a page of another origin, with the openai SDK', () => {
  let allowed: LoopbackServer;
  let stranger: LoopbackServer;
  let scripted: ScriptedServer;
  let browser: Browser;

  beforeAll(async () => {
    [allowed, stranger] = await Promise.all([serveSdkPage(), serveSdkPage()]);
    scripted = await startScriptedServer({ API_SERVER_KEY: KEY, API_SERVER_CORS_ORIGINS: allowed.url });
    browser = await startChromium();
  }, 60_000);
  afterEach(async () => {
    scripted.upstream.reset();
    for (const page of browser.context.pages()) await page.close();
  });
  afterAll(async () => {
    await browser.close();
    await scripted.stop();
    await Promise.all([allowed.close(), stranger.close()]);
  });

  /** Opens the page, with a client in it. */
  async function open(site: LoopbackServer): Promise<Page> {
    const page = await browser.context.newPage();
    await page.goto(site.url);
    await page.waitForFunction('globalThis.OpenAI !== undefined');
    await page.evaluate(
      ({ baseURL, apiKey }) => {
        const options = { baseURL, apiKey, maxRetries: 0, dangerouslyAllowBrowser: true };
        globalThis.client = new globalThis.OpenAI(options);
      },
      { baseURL: scripted.baseUrl, apiKey: KEY },
    );
    return page;
  }

  /** The preflights of the page from now on, as their answers come in. */
  async function preflightsOf(page: Page): Promise<Preflight[]> {
    const preflights: Preflight[] = [];
    const session = await browser.context.newCDPSession(page);
    await session.send('Network.enable');
    session.on('Network.responseReceived', ({ type, response }) => {
      if (type !== 'Preflight') return;
      const headers = new Map(
        Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]),
      );
      preflights.push({
        status: response.status,
        allowed: headers.get('access-control-allow-headers'),
      });
    });
    return preflights;
  }

  it('lists the models, and gets a completion after a preflight for the headers of the SDK', async () => {
    const page = await open(allowed);
    const preflights = await preflightsOf(page);
    scripted.script({ text: 'Sunny.' });
    const [ids, answer, requestId] = await page.evaluate(async () => {
      const { data } = await globalThis.client.models.list();
      const completion = await globalThis.client.chat.completions.create({
        model: 'hermes-agent',
        messages: [{ role: 'user', content: 'How is Oslo?' }],
      });
      return [data.map(({ id }) => id), completion.choices[0]?.message.content, completion._request_id];
    });
    expect(ids).toEqual(['hermes-agent']);
    expect(answer).toBe('Sunny.');
    expect(requestId).toMatch(/^req_\w+$/);
    expect(preflights.length).toBeGreaterThan(0);
    for (const { status, allowed: headers } of preflights) {
      expect(status).toBe(204);
      expect(headers).toContain('authorization');
      expect(headers).toContain('x-stainless-os');
      expect(headers).toContain('x-stainless-retry-count');
    }
  });

  it('streams, chat completions and responses', async () => {
    const page = await open(allowed);
    scripted.script({ chunks: ['Sun', 'ny.'] }, { chunks: ['Rai', 'ny.'] });
    const texts = await page.evaluate(async () => {
      const chat = globalThis.client.chat.completions.stream({
        model: 'hermes-agent',
        messages: [{ role: 'user', content: 'How is Oslo?' }],
      });
      const response = globalThis.client.responses.stream({ model: 'hermes-agent', input: 'And Bergen?' });
      return [await chat.finalContent(), (await response.finalResponse()).output_text];
    });
    expect(texts.sort()).toEqual(['Rainy.', 'Sunny.']);
  });

  it('stops the model when it aborts', async () => {
    const page = await open(allowed);
    scripted.script(NEVER_ENDS);
    await page.evaluate(async () => {
      const stream = await globalThis.client.chat.completions.create({
        model: 'hermes-agent',
        messages: [{ role: 'user', content: 'Count' }],
        stream: true,
      });
      for await (const { choices } of stream) if (choices[0]?.delta.content) break;
    });
    await scripted.untilModelIsStopped();
  });

  it('reads what is wrong: status, code, and how long to wait', async () => {
    const page = await open(allowed);
    scripted.script({ status: 429, headers: { 'retry-after': '7' } });
    const failures = await page.evaluate(async () => {
      const told: unknown[] = [];
      for (const model of ['gpt-none', 'hermes-agent']) {
        await globalThis.client.chat.completions
          .create({ model, messages: [{ role: 'user', content: 'Hi' }] })
          .catch((error: unknown) => {
            if (!(error instanceof globalThis.OpenAI.APIError)) throw error;
            const { status, code, headers, requestID } = error as InstanceType<typeof OpenAI.APIError>;
            told.push({ status, code, retryAfter: headers?.get('retry-after') ?? null, requestID });
          });
      }
      return told;
    });
    expect(failures).toMatchObject([
      { status: 404, code: 'model_not_found', requestID: expect.stringMatching(/^req_/) },
      { status: 429, code: 'rate_limit_exceeded', retryAfter: '7' },
    ]);
  });

  it('is kept out by its browser where its origin is not allowed', async () => {
    const page = await open(stranger);
    const preflights = await preflightsOf(page);
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    const name = await page.evaluate(async () => {
      try {
        await globalThis.client.chat.completions.create({
          model: 'hermes-agent',
          messages: [{ role: 'user', content: 'Hi' }],
        });
        return 'an answer';
      } catch (error) {
        return error instanceof globalThis.OpenAI.APIConnectionError ? 'blocked' : String(error);
      }
    });
    expect(name).toBe('blocked');
    expect(scripted.upstream.requests).toEqual([]);
    expect(complaints.join('\n')).toContain("No 'Access-Control-Allow-Origin' header");
    expect(preflights.every(({ allowed: headers }) => headers === undefined)).toBe(true);
  });
});

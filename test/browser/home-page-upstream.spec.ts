import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';
import { type Browser, startChromium } from '../support/chromium.js';
import { eventually } from '../support/eventually.js';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../support/scripted-upstream/scripted-upstream.ts';
import { HomeVisit } from './home-visit.js';

const HOSTILE = [
  '<img src=x onerror="alert(1)"> <script>alert(2)</script> <svg onload=alert(3)>',
  '[click](javascript:alert(4)) [data](data:text/html,<script>alert(5)</script>) ![x](javascript:alert(6))',
  '[web](https://example.org/ "t") <a href="javascript:alert(7)">x</a> <style>*{display:none}</style>',
  '```html\n<iframe srcdoc="<script>alert(8)</script>"></iframe>\n```',
  '| a |\n|---|\n| <b onclick=alert(9)>b</b> |',
].join('\n\n');

describe('the page at /, on a scripted model', () => {
  let upstream: ScriptedUpstream;
  let server: BuiltServer;
  let browser: Browser;
  let visit: HomeVisit;

  beforeAll(async () => {
    upstream = await startScriptedUpstream();
    server = await startBuiltServer({
      OPENAI_BASE_URL: upstream.baseUrl,
      AGENT_MODEL: 'scripted-large',
      UPSTREAM_MAX_RETRIES: '0',
    });
    browser = await startChromium({ width: 1280, height: 900 });
  }, 60_000);

  beforeEach(async () => {
    upstream.reset();
    visit = await HomeVisit.open(browser, server.origin);
    await visit.page.locator('.suggestion').first().waitFor();
  });

  afterEach(() => visit.close());

  afterAll(async () => {
    await browser.close();
    await server.stop();
    await upstream.close();
  });

  function messagesOf(request: number): { role: string; content: unknown }[] {
    return (upstream.requests[request]?.body as { messages: { role: string; content: unknown }[] }).messages;
  }

  it('stops the model when Stop is pressed, keeps what it wrote, and goes on from there', async () => {
    upstream.script({ tokens: 5_000, tokenDelayMs: 20 }, { text: 'And on.' });
    await visit.ask('Write a lot');
    await visit.lastAnswer.locator('.prose').getByText('word3').waitFor();
    await visit.page.click('#stop');
    await visit.untilIdle();
    await eventually(() => {
      expect(upstream.requests[0]?.abortedAt).toBeDefined();
    });
    expect(await visit.lastAnswer.innerText()).toMatch(/word3[^]*Stopped\./);
    expect(await visit.focused).toBe('question');
    expect(await visit.answerTo('Go on')).toBe('And on.');
    const [, asked, partial, again] = messagesOf(1);
    expect([asked?.content, again?.content]).toEqual(['Write a lot', 'Go on']);
    expect(partial).toMatchObject({ role: 'assistant', content: expect.stringContaining('word3') });
    visit.expectNoComplaints();
  });

  it('stops the model when a new chat is begun', async () => {
    upstream.script({ tokens: 5_000, tokenDelayMs: 20 }, { text: 'Fresh.' });
    await visit.ask('Write a lot');
    await visit.lastAnswer.locator('.prose').waitFor();
    await visit.page.click('#new-chat');
    await eventually(() => {
      expect(upstream.requests[0]?.abortedAt).toBeDefined();
    });
    expect(await visit.answerTo('Hello')).toBe('Fresh.');
    expect(messagesOf(1).filter(({ role }) => role !== 'system')).toHaveLength(1);
  });

  it('shows nothing that a model writes as HTML, and follows no address but those of the web', async () => {
    const chunks = HOSTILE.match(/[^]{1,9}/g) ?? [];
    upstream.script({ chunks, reasoning: ['<img src=x onerror=alert(10)>'] });
    await visit.ask('Be hostile');
    await visit.untilIdle();
    const prose = visit.lastAnswer.locator('.prose');
    const { page } = visit;
    await visit.lastAnswer.locator('.answer-foot').waitFor();
    expect(await prose.locator('img, script, svg, iframe, style, [onclick], [onerror]').count()).toBe(0);
    // Playwright asks for exactly one.
    expect(await prose.locator('a').getAttribute('href')).toBe('https://example.org/');
    expect(await prose.locator('a').getAttribute('rel')).toBe('noopener noreferrer');
    const text = await prose.innerText();
    expect(text).toContain('<img src=x onerror="alert(1)"> <script>alert(2)</script>');
    expect(text).toContain('[click](javascript:alert(4))');
    expect(text).toContain('<iframe srcdoc=');
    expect(await page.locator('.reasoning').innerText()).toContain('Thought for');
    await page.click('.reasoning summary');
    expect(await page.locator('.thoughts').innerText()).toBe('<img src=x onerror=alert(10)>');
    visit.expectNoComplaints();
  });

  it('shows a tool that fails as failed, with its error', async () => {
    const argumentsPieces = ['{"url":"http://127.0.0.1/<b>x</b>"}'];
    upstream.script({ toolCalls: [{ name: 'fetch_page', argumentsPieces }] }, { text: 'It is private.' });
    expect(await visit.answerTo('Read it')).toBe('It is private.');
    const call = visit.page.locator('.call[data-state=failed]');
    expect(await call.locator('summary').innerText()).toMatch(/fetch_page\s+failed/);
    await call.locator('summary').click();
    expect(await call.locator('pre').first().innerText()).toContain('<b>x</b>');
    expect(await call.locator('pre').last().innerText()).toContain('not a public address');
    expect(await call.locator('b').count()).toBe(0);
  });

  it.each([
    ['a model that refuses the key', { status: 401 }, 'Check OPENAI_BASE_URL, OPENAI_API_KEY'],
    ['too many requests', { status: 429, headers: { 'retry-after': '7' } }, 'Too many requests'],
    ['a broken model', { status: 500 }, 'Try again'],
    [
      'an answer that breaks off',
      { chunks: ['One', ' two'], cutAfterTokens: 1 },
      'The agent could not answer',
    ],
  ])('says what to do about %s, and tries again in the same place', async (_, script, advice) => {
    upstream.script(script, { text: 'Here I am.' });
    await visit.ask('Are you there?');
    const alert = visit.lastAnswer.getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toContain(advice);
    await visit.untilIdle();
    await alert.getByRole('button', { name: 'Try again' }).click();
    await visit.lastAnswer.locator('.answer-foot').waitFor();
    expect(await visit.lastAnswer.locator('.prose').innerText()).toBe('Here I am.');
    expect(await visit.answers.count()).toBe(1);
  });

  it('says when the server is gone, and what is missing of an answer that breaks off with it', async () => {
    const own = await startBuiltServer({ OPENAI_BASE_URL: upstream.baseUrl, AGENT_MODEL: 'scripted-large' });
    const other = await HomeVisit.open(browser, own.origin);
    try {
      upstream.script({ tokens: 5_000, tokenDelayMs: 20 });
      await other.ask('Write a lot');
      await other.lastAnswer.locator('.prose').waitFor();
      await own.kill();
      await other.lastAnswer.getByRole('alert').waitFor();
      await other.ask('Are you there?');
      await other.lastAnswer.getByRole('alert').getByText('The server does not answer').waitFor();
      await other.untilIdle();
      await other.page.locator('#health[data-state=bad]').waitFor();
    } finally {
      await other.close();
      await own.kill();
    }
  });

  it('goes on with a server that was started again under another name of the agent', async () => {
    const environment = { OPENAI_BASE_URL: upstream.baseUrl, AGENT_MODEL: 'scripted-large' };
    const before = await startBuiltServer(environment);
    const other = await HomeVisit.open(browser, before.origin);
    const API_SERVER_PORT = new URL(before.origin).port;
    upstream.script({ tokens: 5_000, tokenDelayMs: 20 });
    await other.ask('Write a lot');
    await other.lastAnswer.locator('.prose').waitFor();
    await before.stop();
    await other.page.locator('#health[data-state=bad]').waitFor();
    const after = await startBuiltServer({
      ...environment,
      API_SERVER_PORT,
      API_SERVER_MODEL_NAME: 'renamed',
    });
    try {
      upstream.script({ text: 'Here again.' });
      await other.page.locator('#about-agent').getByText('renamed').waitFor();
      await other.lastAnswer.getByRole('button', { name: 'Try again' }).click();
      await other.lastAnswer.getByText('Here again.').waitFor();
    } finally {
      await other.close();
      await after.stop();
    }
  });

  it('offers the agents where there are several, and asks the one that is chosen', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'hermes-agents-'));
    const AGENTS_FILE = join(directory, 'agents.yaml');
    await writeFile(
      AGENTS_FILE,
      '- { id: first, model: scripted-large }\n- { id: second, model: scripted-small }\n',
    );
    const own = await startBuiltServer({ OPENAI_BASE_URL: upstream.baseUrl, AGENTS_FILE });
    const other = await HomeVisit.open(browser, own.origin);
    try {
      await other.page.selectOption('#model', 'second');
      expect(await other.page.locator('#about-agent').innerText()).toContain('scripted-small');
      upstream.script({ text: 'Second here.' });
      expect(await other.answerTo('Who?')).toBe('Second here.');
      expect(upstream.requests.at(-1)?.body).toMatchObject({ model: 'scripted-small' });
    } finally {
      await other.close();
      await own.stop();
      await rm(directory, { recursive: true });
    }
  });
});

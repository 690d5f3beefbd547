import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';
import { type Browser, startChromium } from '../support/chromium.js';
import { HomeVisit } from './home-visit.js';

describe('the page at /, on the demo model', () => {
  let server: BuiltServer;
  let browser: Browser;
  let visit: HomeVisit;

  beforeAll(async () => {
    server = await startBuiltServer();
    browser = await startChromium({ width: 1280, height: 900 });
    await browser.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  }, 60_000);

  afterEach(async () => {
    visit.expectNoComplaints();
    await visit.close();
  });

  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  async function open(part?: string): Promise<HomeVisit> {
    visit = await HomeVisit.open(browser, server.origin, part);
    await visit.page.locator('.suggestion').first().waitFor({ state: 'attached' });
    return visit;
  }

  async function clipboard(): Promise<string> {
    return visit.page.evaluate('navigator.clipboard.readText()');
  }

  it('says that the server runs, who the agent is, and which tools it has', async () => {
    const { page } = await open();
    expect(await page.locator('#health').innerText()).toMatch(/^Running, version \d+\.\d+\.\d+$/);
    expect(await page.locator('#about-agent').innerText()).toMatch(/hermes-agent[^]*demo/);
    expect(await page.locator('#demo-note').isVisible()).toBe(true);
    await page.click('#agent summary');
    expect(await page.locator('#tools code').allInnerTexts()).toEqual(
      expect.arrayContaining(['current_time', 'fetch_page', 'save_memory']),
    );
    expect(await page.locator('dialog[open]').count()).toBe(0);
    expect(await page.getByText('API docs').getAttribute('href')).toBe('docs');
  });

  it('chats: the answer comes in pieces, and the next turn knows of the one before', async () => {
    const { page } = await open();
    await visit.ask('My name is Ada. Count to 60.');
    const written = visit.lastAnswer.locator('.prose');
    await written.waitFor();
    const early = await written.innerText();
    await visit.untilIdle();
    const whole = await written.innerText();
    expect(whole.length).toBeGreaterThan(early.length);
    expect(whole).toContain(early.trim().slice(0, 20));
    expect(await visit.answerTo('What is my name?')).toContain('Ada');
    expect(await visit.answers.count()).toBe(2);
    expect(await visit.lastAnswer.locator('.answer-foot').innerText()).toMatch(
      /\d+ tokens read, \d+ written/,
    );
    await page.click('#new-chat');
    expect(await visit.answers.count()).toBe(0);
    expect(await visit.answerTo('What is my name?')).not.toContain('Ada');
  });

  it('shows the tools at work: what they were given, and what came of it', async () => {
    await open();
    await visit.page.getByRole('button', { name: 'What time is it in Tokyo?' }).click();
    const call = visit.lastAnswer.locator('.call');
    await visit.page.locator('.call[data-state=done]').waitFor();
    expect(await call.locator('summary').innerText()).toMatch(/current_time\s+done/);
    expect(await call.locator('pre').first().isVisible()).toBe(false);
    await call.locator('summary').click();
    expect(await call.locator('pre').first().innerText()).toContain('Asia/Tokyo');
    expect(await call.locator('pre').last().innerText()).toMatch(/\d{4}-\d\d-\d\d/);
    await visit.untilIdle();
    expect(await visit.lastAnswer.locator('.prose').innerText()).toContain('+09:00');
  });

  it('has the settings of every front end, made for this server, to be copied', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Copy the Base URL', exact: true }).click();
    expect(await clipboard()).toBe(`${server.origin}/v1`);
    expect(await page.locator('#announcements').innerText()).toBe('Copied the Base URL');
    const names = await page.locator('#front-ends summary').allInnerTexts();
    expect(names).toEqual(
      expect.arrayContaining([
        ...['Open WebUI', 'LibreChat', 'LobeChat', 'NextChat', 'AnythingLLM', 'Chatbox', 'Cline', 'Continue'],
        ...['Jan', 'Cherry Studio', 'openai for JavaScript', 'openai for Python', 'curl'],
      ]),
    );
    await page.getByText('NextChat', { exact: true }).click();
    await page.getByRole('button', { name: 'Copy the OpenAI Endpoint for NextChat' }).click();
    expect(await clipboard()).toBe(server.origin);
    await page.getByText('LibreChat', { exact: true }).click();
    expect(await page.locator('#front-ends details[open]').count()).toBe(1);
    await page.getByRole('button', { name: 'Copy the settings of LibreChat' }).click();
    expect(await clipboard()).toContain(`baseURL: '${server.origin}/v1'`);
  });

  it('is used with the keyboard alone', async () => {
    const { page } = await open();
    expect(await visit.focused).toBe('question');
    await page.keyboard.type('Count');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('to 5');
    expect(await page.inputValue('#question')).toBe('Count\nto 5');
    await page.keyboard.press('Enter');
    await visit.untilIdle();
    expect(await page.locator('.question p').innerText()).toBe('Count\nto 5');
    expect(await visit.focused).toBe('question');
    await page.keyboard.type('Count to 2000');
    await page.keyboard.press('Enter');
    await page.locator('#stop').waitFor();
    await visit.lastAnswer.locator('.prose').waitFor();
    await page.keyboard.press('Escape');
    await visit.untilIdle();
    expect(await visit.lastAnswer.innerText()).toContain('Stopped.');
    await page.reload();
    await page.evaluate('document.activeElement.blur()');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await visit.focused).toBe('question');
  });

  it('tells a screen reader of the answer once, when it is whole', async () => {
    const { page } = await open();
    await page.evaluate(`(() => {
      window.told = [];
      const region = document.getElementById('announcements');
      new MutationObserver(() => window.told.push(region.textContent)).observe(region, { childList: true });
    })()`);
    const answer = await visit.answerTo('Count to 20');
    expect(await page.evaluate('window.told')).toEqual(['The agent is working', answer]);
  });

  it('fits a phone: no part of it is wider than the screen', async () => {
    const { page } = await open();
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await visit.overflow()).toBe(0);
    await visit.answerTo('Write a table and some code with a very long line of text.');
    expect(await visit.overflow()).toBe(0);
    await page.getByRole('link', { name: 'Connect' }).click();
    await page.locator('#connect').waitFor();
    expect(await page.locator('#chat').isVisible()).toBe(false);
    for (const summary of await page.locator('#front-ends summary').all()) {
      await summary.click();
      expect(await visit.overflow()).toBe(0);
    }
    await page.getByRole('link', { name: 'Agent', exact: true }).click();
    await page.click('#agent summary');
    expect(await visit.overflow()).toBe(0);
    await page.getByRole('link', { name: 'Chat', exact: true }).click();
    expect(await visit.lastAnswer.isVisible()).toBe(true);
  });

  it('is dark where the system is, and keeps still where that is asked for', async () => {
    const { page } = await open();
    const ground = 'getComputedStyle(document.body).backgroundColor';
    expect(await page.evaluate(ground)).toBe('rgb(245, 245, 241)');
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    expect(await page.evaluate(ground)).toBe('rgb(18, 20, 22)');
    await visit.ask('Count to 2000');
    await page.locator('#stop').waitFor();
    expect(
      await page.evaluate(
        'document.getAnimations().filter((animation) => animation.playState === "running").length',
      ),
    ).toBe(0);
    await page.click('#stop');
    await visit.untilIdle();
  });
});

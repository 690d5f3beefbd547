import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';
import { type Browser, startChromium } from '../support/chromium.js';
import { HomeVisit } from './home-visit.js';

const KEY = 'a-key-for-the-browser';

describe('the page at /, on a server with a key', () => {
  let server: BuiltServer;
  let browser: Browser;
  let visit: HomeVisit;

  beforeAll(async () => {
    server = await startBuiltServer({ API_SERVER_KEY: KEY });
    browser = await startChromium({ width: 1280, height: 900 });
    await browser.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  }, 60_000);

  beforeEach(async () => {
    visit = await HomeVisit.open(browser, server.origin);
    await visit.page.locator('dialog[open]').waitFor();
  });

  afterEach(() => visit.close());

  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  async function give(key: string): Promise<void> {
    await visit.page.fill('#key', key);
    await visit.page.press('#key', 'Enter');
  }

  it('asks for the key, says when it is wrong, and chats when it is right', async () => {
    const { page } = visit;
    expect(await visit.focused).toBe('key');
    await give('wrong-key');
    await page.locator('#key-problem').waitFor();
    expect(await page.locator('#key-problem').innerText()).toBe('The server does not accept this key.');
    await give('kéy');
    expect(await page.locator('#key-problem').innerText()).toContain('ASCII');
    await give(KEY);
    await page.locator('.suggestion').first().waitFor();
    expect(await visit.answerTo('Count to 3')).toContain('1 2 3');
  });

  it('keeps the key for this tab alone, out of the address and of what is shown', async () => {
    const { page } = visit;
    await give(KEY);
    await page.locator('.suggestion').first().waitFor();
    await page.reload();
    await page.locator('.suggestion').first().waitFor();
    expect(await page.locator('dialog[open]').count()).toBe(0);
    expect(page.url()).not.toContain(KEY);
    expect(await page.content()).not.toContain(KEY);
    await page.getByRole('button', { name: 'Copy the API key', exact: true }).click();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(KEY);
    expect(await page.evaluate('JSON.stringify(localStorage) + document.cookie')).toBe('{}');

    const other = await HomeVisit.open(browser, server.origin);
    await other.page.locator('dialog[open]').waitFor();
    await other.close();

    await page.click('#key-button');
    await page.click('#key-forget');
    await page.locator('dialog[open]').waitFor();
    expect(await page.evaluate('JSON.stringify(sessionStorage)')).toBe('{}');
  });

  it('lets whoever has no key read on, and asks again when it is needed', async () => {
    const { page } = visit;
    await page.keyboard.press('Escape');
    await page.locator('#load-problem').getByText('The server asks for its key').waitFor();
    await visit.ask('Count to 3');
    const alert = visit.lastAnswer.getByRole('alert');
    await alert.waitFor();
    await alert.getByRole('button', { name: 'Enter the key' }).click();
    await give(KEY);
    await page.locator('#about-agent dd').first().waitFor();
    await alert.getByRole('button', { name: 'Try again' }).click();
    await visit.lastAnswer.locator('.answer-foot').waitFor();
    expect(await visit.lastAnswer.locator('.prose').innerText()).toContain('1 2 3');
    expect(await visit.answers.count()).toBe(1);
  });
});

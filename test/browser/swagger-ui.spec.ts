import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';
import { type Browser, startChromium } from '../support/chromium.js';

const KEY = 'a-key-for-the-browser';
const CHAT = '[id$="createChatCompletion"]';

describe('Swagger UI', () => {
  let server: BuiltServer;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    server = await startBuiltServer({ API_SERVER_KEY: KEY });
    browser = await startChromium();
    page = await browser.context.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${new URL(server.baseUrl).origin}/docs`);
    await page.waitForSelector('.opblock');
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  it('lists every route', async () => {
    const paths = await page.locator('.opblock-summary-path').allInnerTexts();
    expect(paths.map((path) => path.replaceAll('\u200b', ''))).toEqual([
      '/health',
      '/v1/health',
      '/v1/capabilities',
      '/v1/models',
      '/v1/models/{id}',
      '/v1/chat/completions',
      '/v1/chat/completions',
      '/v1/chat/completions/{completion_id}',
      '/v1/chat/completions/{completion_id}',
      '/v1/chat/completions/{completion_id}',
      '/v1/chat/completions/{completion_id}/messages',
      '/v1/responses',
      '/v1/responses',
      '/v1/responses/input_tokens',
      '/v1/responses/compact',
      '/v1/responses/{response_id}',
      '/v1/responses/{response_id}',
      '/v1/responses/{response_id}/cancel',
      '/v1/responses/{response_id}/input_items',
      '/v1/conversations',
      '/v1/conversations/{conversation_id}',
      '/v1/conversations/{conversation_id}',
      '/v1/conversations/{conversation_id}',
      '/v1/conversations/{conversation_id}/items',
      '/v1/conversations/{conversation_id}/items',
      '/v1/conversations/{conversation_id}/items/{item_id}',
      '/v1/conversations/{conversation_id}/items/{item_id}',
    ]);
  });

  it('is refused without a key, with a sentence on how to send one', async () => {
    await page.click(`${CHAT} .opblock-summary-control`);
    await page.click(`${CHAT} .execute`);
    const refusal = page.locator(`${CHAT} .live-responses-table tr.response`);
    await refusal.waitFor();
    expect(await refusal.locator('.response-col_status').innerText()).toContain('401');
    expect(await refusal.locator('.microlight').first().innerText()).toContain('Authorization: Bearer');
  });

  it('authorizes, tries a request out, and shows the answer', async () => {
    await page.click('.btn.authorize');
    await page.fill('.auth-container input', KEY);
    await page.click('.auth-btn-wrapper .authorize');
    await page.click('.auth-btn-wrapper .btn-done');
    await page.click(`${CHAT} .execute`);
    const answer = page.locator(`${CHAT} .live-responses-table .microlight`, { hasText: 'chat.completion' });
    await answer.waitFor();
    expect(await answer.innerText()).toContain('"finish_reason": "stop"');
  });

  it('shows a streamed answer', async () => {
    await page.selectOption(`${CHAT} .examples-select select`, 'streamed');
    await page.click(`${CHAT} .execute`);
    const answer = page.locator(`${CHAT} .live-responses-table .microlight`, { hasText: 'data: [DONE]' });
    await answer.waitFor();
    expect(await answer.innerText()).toContain('chat.completion.chunk');
    expect(complaints).toEqual([]);
  });
});

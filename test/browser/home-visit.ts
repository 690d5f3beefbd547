import { expect } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import type { Browser } from '../support/chromium.js';

/** A tab with the page at `/`, and everything that the browser has complained about in it. */
export class HomeVisit {
  private constructor(
    readonly page: Page,
    readonly complaints: readonly string[],
  ) {}

  static async open({ context }: Browser, origin: string, part = ''): Promise<HomeVisit> {
    const page = await context.newPage();
    const complaints: string[] = [];
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    // The page itself never opens a dialog of the browser: only a script that got in would.
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(`${origin}/${part}`);
    await page.locator('#health[data-state=good]').waitFor();
    return new HomeVisit(page, complaints);
  }

  get answers(): Locator {
    return this.page.locator('.answer');
  }

  get lastAnswer(): Locator {
    return this.answers.last();
  }

  get focused(): Promise<string> {
    return this.page.evaluate('document.activeElement.id');
  }

  /** Writes a question and sends it, without waiting for the answer. */
  async ask(question: string): Promise<void> {
    await this.page.fill('#question', question);
    await this.page.press('#question', 'Enter');
  }

  /** Asks, and gives the text of the answer when it is whole. */
  async answerTo(question: string): Promise<string> {
    await this.ask(question);
    await this.untilIdle();
    return this.lastAnswer.locator('.prose').innerText();
  }

  async untilIdle(): Promise<void> {
    await this.page.locator('#send').waitFor();
  }

  async close(): Promise<void> {
    await this.page.close();
  }

  /** How much wider than the window the page is. */
  async overflow(): Promise<number> {
    return this.page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  }

  expectNoComplaints(): void {
    expect(this.complaints).toEqual([]);
  }
}

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCollector } from '../listen/start-collector.js';
import { messageSent } from '../send/run-send.js';
import { hasChromium, launchChromium } from '../support/chromium.js';
import { openPage } from './open-page.js';

const SENT = 8000;
const BATCH = 250;

/** The most that the page holds. */
const MAX_EVENTS = 5000;

describe.skipIf(!hasChromium('the live page under load'))('the live page under load', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  it('the live page under load counts every event, renders only the visible ones, and holds only the last ones', async () => {
    const collector = await startCollector({ keep: SENT });
    const { page, faults } = await openPage(browser, collector.url);
    for (let first = 0; first < SENT; first += BATCH) {
      await collector.post('/v1/batch', {
        batch: Array.from({ length: BATCH }, (_, index) => messageSent(first + index)),
      });
    }
    const list = page.getByRole('listbox');
    await page.locator('.totals', { hasText: '8,000 events' }).waitFor();
    await list.getByRole('option').last().filter({ hasText: 'Message Sent' }).waitFor();
    await page.getByText('3,000 older events not shown', { exact: false }).waitFor();
    const rows = list.getByRole('option');
    expect(await rows.count()).toBeLessThan(60);
    expect(await rows.last().getAttribute('aria-setsize')).toBe(`${MAX_EVENTS}`);
    expect(await page.locator('*').count()).toBeLessThan(1000);
    // The list follows new events at its end, and stays in place elsewhere.
    expect(await rows.last().getAttribute('id')).toBe(`row-${SENT}`);
    await list.focus();
    await page.keyboard.press('Home');
    await page.getByRole('article', { name: /, event 3001$/ }).waitFor();
    for (const _ of [1, 2]) await page.keyboard.press('PageDown');
    await expect.poll(() => list.evaluate((element) => element.scrollTop)).toBeGreaterThan(0);
    const chosen = await list.getByRole('option', { selected: true }).getAttribute('id');
    await collector.post('/v1/batch', { batch: Array.from({ length: 3 }, (_, index) => messageSent(SENT + index)) });
    await page.locator('.totals', { hasText: '8,003 events' }).waitFor();
    expect(await list.getByRole('option', { selected: true }).getAttribute('id')).toBe(chosen);
    await page.getByRole('button', { name: '3 new' }).click();
    await list.locator(`#row-${SENT + 3}`).waitFor();
    expect(faults).toEqual([]);
  });

  it('the live page on a narrow screen returns to the same place of the list', async () => {
    const collector = await startCollector();
    await collector.post('/v1/batch', { batch: Array.from({ length: 200 }, (_, index) => messageSent(index)) });
    const { page } = await openPage(browser, `${collector.url}/#events/50`, { viewport: { width: 390, height: 700 } });
    await page.getByRole('article', { name: /, event 50$/ }).waitFor();
    await page.getByRole('button', { name: 'Back to the events' }).click();
    const list = page.getByRole('listbox');
    const top = () => list.evaluate((element) => element.scrollTop);
    await list.evaluate((element) => {
      element.scrollTop = 3000;
    });
    await list.locator('#row-53').click();
    await page.getByRole('article', { name: /, event 53$/ }).waitFor();
    await collector.post('/v1/batch', { batch: [messageSent(201)] });
    await page.locator('.totals', { hasText: '201 events' }).waitFor();
    await page.getByRole('button', { name: 'Back to the events' }).click();
    await expect.poll(top).toBe(3000);
  });

  it('the live page scrolls to the event that its address names', async () => {
    const collector = await startCollector();
    await collector.post('/v1/batch', { batch: Array.from({ length: 200 }, (_, index) => messageSent(index)) });
    const { page } = await openPage(browser, `${collector.url}/#events/50`);
    const row = page.locator('#row-50');
    await row.waitFor();
    expect(await row.getAttribute('aria-selected')).toBe('true');
    await expect.poll(() => page.getByRole('listbox').evaluate((element) => element.scrollTop)).toBeLessThan(50 * 36);
  });

  it('the live page reports how many events it missed', async () => {
    const collector = await startCollector({ keep: 5 });
    await collector.post('/v1/batch', { batch: Array.from({ length: 50 }, (_, index) => messageSent(index)) });
    const { page } = await openPage(browser, collector.url);
    await page.getByText('45 events not shown', { exact: false }).waitFor();
    await page.locator('.totals', { hasText: '50 events' }).waitFor();
    expect(await page.getByRole('listbox').getByRole('option').count()).toBe(5);
  });
});

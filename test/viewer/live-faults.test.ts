import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestCollector } from '../listen/start-collector.js';
import { startCollector } from '../listen/start-collector.js';
import { hasChromium, launchChromium } from '../support/chromium.js';
import { expectAccessible, openPage } from './open-page.js';

const rows = (page: Page) => page.getByRole('listbox').getByRole('option');
const details = (page: Page) => page.getByRole('article', { name: /, event \d+$/ });
const chosenId = (page: Page) => rows(page).and(page.locator('[aria-selected=true]')).getAttribute('id');

function sent(conversationId: string, number: number, more: object = {}) {
  const properties = { conversationId, messageId: `m${number}`, message_body: 'Where is it?' };
  return { type: 'track', event: 'Message Sent', userId: 'u1', properties, ...more };
}

const many = (from: number, to: number, id = 'c1') =>
  Array.from({ length: to - from + 1 }, (_, index) => sent(id, from + index));

const send = (collector: TestCollector, batch: readonly object[]) => collector.post('/v1/batch', { batch });

describe.skipIf(!hasChromium('the live page in use'))('the live page in use', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  it('the live page holds its rows under the mouse while events arrive, and counts the new ones', async () => {
    const collector = await startCollector();
    await send(collector, many(1, 60));
    const { page } = await openPage(browser, collector.url);
    await page.locator('#row-60').waitFor();
    const box = await page.locator('#row-55').boundingBox();
    if (box === null) throw new Error('the row is not shown');
    await page.mouse.move(box.x + 50, box.y + box.height / 2);
    await send(collector, many(61, 72));
    await page.getByRole('button', { name: '12 new' }).waitFor();
    // A press chooses a row; the list may move before the release.
    await page.mouse.down();
    await expect.poll(() => chosenId(page)).toBe('row-55');
    await send(collector, many(73, 74));
    await page.locator('.totals', { hasText: '74 events' }).waitFor();
    await page.mouse.up();
    expect(await chosenId(page)).toBe('row-55');
    await page.mouse.move(5, 5);
    await page.locator('#row-74').waitFor();
  });

  it('the live page holds the list of conversations under the mouse', async () => {
    const collector = await startCollector();
    await send(
      collector,
      Array.from({ length: 8 }, (_, index) => sent(`c${index}`, index)),
    );
    const { page } = await openPage(browser, `${collector.url}/#conversations`);
    const third = rows(page).nth(2);
    await third.hover();
    expect(await third.innerText()).toContain('c5');
    await send(collector, [sent('other', 9)]);
    await page.getByRole('button', { name: '1 new' }).waitFor();
    await third.click();
    await page.getByRole('article', { name: 'Conversation c5' }).waitFor();
    await page.mouse.move(5, 5);
    await rows(page).first().filter({ hasText: 'other' }).waitFor();
  });

  it('the live page keeps the latest conversations in view while its list is at its beginning', async () => {
    const collector = await startCollector();
    // More than come to the page at once.
    await send(
      collector,
      Array.from({ length: 1000 }, (_, index) => sent(`c${index}`, index)),
    );
    const { page } = await openPage(browser, `${collector.url}/#conversations`);
    await page.locator('.totals', { hasText: '1,000 events' }).waitFor();
    await rows(page).first().filter({ hasText: 'c999' }).waitFor();
    await send(collector, [sent('other', 1000)]);
    await rows(page).first().filter({ hasText: 'other' }).waitFor();
    expect(await page.getByRole('listbox').evaluate((list) => list.scrollTop)).toBe(0);
    expect(await page.getByRole('button', { name: /new$/ }).count()).toBe(0);
  });

  it('the live page counts events in the conversation that they mean, so that it gives no false all-clear', async () => {
    const collector = await startCollector();
    const misnamed = { conversation_id: 'c1', messageId: 'm', message_body: 'b' };
    await send(collector, [...many(1, 3), ...[4, 5, 6, 7].map((number) => sent('', number, { properties: misnamed }))]);
    const { page } = await openPage(browser, `${collector.url}/#conversations/c1`);
    const chat = page.getByRole('article', { name: 'Conversation c1' });
    await chat.getByText('7 events, 7 messages; 4 errors').waitFor();
    expect(await rows(page).first().innerText()).toMatch(/^invalid/);
    // The id is named once for all events that lack it.
    await page.goto(`${collector.url}/#problems`);
    await page.getByText('1 problem, errors first.', { exact: false }).waitFor();
    expect(await page.getByRole('article').innerText()).toMatch(/4 times.*Message Sent/s);
  });

  it('the live page shows when an event happened, not when it arrived', async () => {
    const collector = await startCollector();
    await send(collector, [sent('c1', 1, { timestamp: '2024-05-15T10:11:12.000Z' })]);
    const { page } = await openPage(browser, `${collector.url}/#events/1`, { timezoneId: 'UTC' });
    await details(page).getByText('15 May 2024', { exact: false }).or(page.getByText('May 15, 2024')).first().waitFor();
    expect(await rows(page).first().innerText()).toContain('10:11:12');
    expect(await details(page).innerText()).toMatch(/arrived.* as number 1, by POST \/v1\/batch/s);
  });

  it('the live page keeps its filter, its pause, what was cleared and all counts when it is loaded again', async () => {
    const collector = await startCollector({ keep: 20 });
    await send(collector, many(1, 50));
    const { page } = await openPage(browser, collector.url);
    await page.locator('#row-50').waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('img', { name: /^50 valid, 0 invalid from / }).waitFor();
    expect(await page.locator('#by-event').innerText()).toMatch(/Message Sent\s+50/);
    await page.getByRole('link', { name: 'Events' }).click();
    await page.getByRole('button', { name: 'Clear' }).click();
    await send(collector, many(51, 53, 'c2'));
    // The fields go with the events that Clear removes, and come again with new ones.
    await page.locator('#row-53').waitFor();
    await page.getByLabel('Conversation').fill('c2');
    await page.waitForURL(/c2/);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.reload();
    await send(collector, many(54, 55, 'c2'));
    await page.getByRole('button', { name: 'Resume (2 new)' }).waitFor();
    expect(await page.getByLabel('Conversation').inputValue()).toBe('c2');
    expect(await rows(page).count()).toBe(3);
    await page.getByRole('button', { name: 'Undo Clear' }).click();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.locator('.totals', { hasText: '55 events' }).waitFor();
  });

  it('the live page keeps an earlier run of listen apart', async () => {
    const collector = await startCollector();
    await send(collector, many(1, 5));
    const { page } = await openPage(browser, collector.url);
    await page.locator('#row-5').waitFor();
    await collector.post('/_/reset', {});
    await page.getByText('New run: listen began anew. The earlier run with 5 events is kept apart.').waitFor();
    await page.getByRole('button', { name: 'Show the earlier run' }).click();
    await page.locator('#row-5').waitFor();
    await page.getByRole('button', { name: 'Show the new run' }).click();
    await page.getByRole('heading', { name: 'Waiting for events' }).waitFor();
  });

  it('the live page stands still on every tab while it is paused', async () => {
    const collector = await startCollector();
    await send(collector, many(1, 3));
    const { page } = await openPage(browser, `${collector.url}/#conversations`);
    await rows(page).first().waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await send(collector, [...many(4, 5), sent('c2', 6, { properties: { conversationId: 'c2' } })]);
    await page.getByRole('button', { name: 'Resume (3 new)' }).waitFor();
    expect(await rows(page).allInnerTexts()).toEqual([expect.stringContaining('3 messages')]);
    await rows(page).first().click();
    await page.locator('.timeline > .entry').nth(2).waitFor();
    expect(await page.locator('.timeline > .entry').count()).toBe(3);
    await page.getByRole('link', { name: 'Problems' }).click();
    await page.getByText('No problems so far.').waitFor();
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('img', { name: /^3 valid, 0 invalid from / }).waitFor();
  });

  it('the live page exports the conversations that its search shows', async () => {
    const collector = await startCollector();
    await send(collector, [...many(1, 2, 'c1'), ...many(3, 5, 'd1')]);
    const { page } = await openPage(browser, `${collector.url}/#conversations`);
    await page.getByLabel('Search').fill('d');
    await expect.poll(() => rows(page).count()).toBe(1);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export NDJSON' }).click(),
    ]);
    expect((await readFile(await download.path(), 'utf8')).match(/"d1"/g)).toHaveLength(3);
    expect(page.url()).toContain('#conversations?find=d');
  });

  it('the live page shows all events of a long conversation, and Back leads to where the user was', async () => {
    const collector = await startCollector();
    await send(collector, many(1, 450));
    const { page } = await openPage(browser, `${collector.url}/#conversations/c1`);
    await page.getByRole('button', { name: 'Show 150 of 150 earlier events' }).click();
    const entries = page.locator('.timeline > .entry');
    await expect.poll(() => entries.count()).toBe(450);
    const entry = entries.filter({ hasText: 'm200' });
    await entry.scrollIntoViewIfNeeded();
    const top = () => page.locator('.split > .main').evaluate((main) => main.scrollTop);
    const before = await top();
    await entry.getByRole('button', { name: 'Show the event' }).click();
    await details(page).waitFor();
    await page.goBack();
    await expect.poll(() => entries.count()).toBe(450);
    expect(Math.abs((await top()) - before)).toBeLessThan(5);
  });

  it('the live page explains an address that names an event it does not have', async () => {
    const collector = await startCollector();
    await send(collector, many(1, 3));
    const { page } = await openPage(browser, `${collector.url}/#events/99`);
    await page.getByRole('heading', { name: 'Event 99 is not on this page' }).waitFor();
    await page.getByText('The page has the events 1 to 3.', { exact: false }).waitFor();
    await page.goto(`${collector.url}/#conversations/gone`);
    await page.getByRole('heading', { name: 'Conversation gone is not on this page' }).waitFor();
  });

  it('the live page shows ids that are written from right to left apart, and marks that reverse a text', async () => {
    const collector = await startCollector();
    const id = '\u05e9\u05dc\u05d5\u05dd-\u202e42';
    await send(collector, many(1, 2, id));
    const { page } = await openPage(browser, `${collector.url}/#conversations`);
    await rows(page).first().waitFor();
    expect(await rows(page).first().locator('.name bdi').innerText()).toBe('\u05e9\u05dc\u05d5\u05dd-[U+202E]42');
  });

  it('the live page can be used by single keys', async () => {
    const collector = await startCollector();
    await send(collector, [...many(1, 3), sent('c1', 4, { userId: 5 })]);
    const { page, faults } = await openPage(browser, collector.url);
    await page.locator('#row-4').waitFor();
    await page.keyboard.press('k');
    await expect.poll(() => chosenId(page)).toBe('row-4');
    await page.keyboard.press('k');
    await expect.poll(() => chosenId(page)).toBe('row-3');
    await page.keyboard.press('j');
    await expect.poll(() => chosenId(page)).toBe('row-4');
    await page.keyboard.press('e');
    await details(page).locator('.explanation[open]').waitFor();
    await page.keyboard.press('c');
    await details(page).getByRole('button', { name: 'Copied' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.getByLabel('Search').and(page.locator(':focus')).waitFor();
    await page.goto(`${collector.url}/#problems`);
    await page.getByRole('article').waitFor();
    await page.keyboard.press('j');
    await page.getByRole('article').and(page.locator(':focus')).waitFor();
    expect(faults).toEqual([]);
  });

  it('the live page shortens a long text in a chat, and shows the rest when it is asked to', async () => {
    const collector = await startCollector();
    const properties = { conversationId: 'c1', messageId: 'm1', message_body: `${'long '.repeat(200)}end` };
    await send(collector, [sent('c1', 1, { properties })]);
    const { page } = await openPage(browser, `${collector.url}/#conversations/c1`);
    await page.locator('.tools').getByRole('button', { name: 'Show contents' }).click();
    const body = page.locator('.timeline .body');
    await body.getByRole('button', { name: '603 more characters' }).click();
    expect(await body.innerText()).toMatch(/long end/);
  });

  it.each(['light', 'dark'] as const)(
    'the live page passes axe at twice its size, and fits four times its size, %s',
    async (colorScheme) => {
      const collector = await startCollector();
      await send(collector, [...many(1, 20), sent('c1', 21, { userId: 5 })]);
      const viewport = { width: 640, height: 400 };
      const { page } = await openPage(browser, collector.url, { colorScheme, viewport, deviceScaleFactor: 2 });
      for (const view of ['#events/21', '#conversations/c1', '#problems', '#overview']) {
        await page.goto(`${collector.url}/${view}`);
        await page.locator('main').waitFor();
        await expectAccessible(page);
      }
      await page.setViewportSize({ width: 320, height: 256 });
      await expect
        .poll(() => page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth))
        .toBeLessThanOrEqual(0);
    },
  );
});

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, launchChromium } from '../support/chromium.js';
import { testFolders } from '../support/folders.js';
import { FIXTURES } from '../support/root.js';
import { runInProcess } from '../support/run-in-process.js';
import { expectAccessible, openPage } from './open-page.js';

const folderWith = testFolders();
const SAMPLES = ['samples/mistakes.ndjson', 'samples/support.ndjson'];

/** A log in which everything is right but every hundredth rating, from record 300 on. */
function longLog(): string {
  const lines = Array.from({ length: 2000 }, (_, index) => {
    const [conversationId, messageId] = [`c_${Math.floor(index / 10)}`, `m_${index}`];
    const isBad = index >= 300 && index < 600 && index % 10 === 0;
    return JSON.stringify({
      type: 'track',
      event: 'Feedback Submitted',
      userId: 'u1',
      timestamp: new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString(),
      properties: { conversationId, messageId, rating: isBad ? 'five' : 5 },
    });
  });
  return `${lines.join('\n')}\n`;
}

describe.skipIf(!hasChromium('the report page'))('the report page in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  /** The report of files, opened from disk. */
  async function openReport(argv: readonly string[], cwd = FIXTURES, options: BrowserContextOptions = {}) {
    const file = join(folderWith(), 'report.html');
    const rules = ['--no-config', '--rule', 'conversation/*=off'];
    const { stderr } = await runInProcess(['validate', ...argv, ...rules, '-f', `html=${file}`], { cwd });
    expect(stderr).toMatch(/^.* records?.*\ncopilot-events: wrote .*\.html\n$/);
    return openPage(browser, pathToFileURL(file).href, options);
  }

  it('the report page leads from the result to the invalid field, and shows its fix', async () => {
    const { page, faults, requests } = await openReport(SAMPLES);
    await page.getByRole('heading', { level: 1, name: '6 of 22 records are invalid' }).waitFor();
    expect(await page.title()).toBe('6 of 22 records are invalid – copilot-events');
    const group = page.getByRole('article', { name: 'properties.rating is a string' });
    expect(await group.innerText()).toMatch(/Fix: Send it as a number, without quotes/);
    await group.getByText('1 example').click();
    await group.getByText('samples/mistakes.ndjson:7:').click();
    await group.locator('.line.error').waitFor();
    expect(await group.locator('.line.error').innerText()).toMatch(/^"rating": \(text of 1\)/);
    expect(await group.getByRole('link', { name: 'schema/type' }).getAttribute('href')).toMatch(/#schematype$/);
    await group.getByRole('button', { name: 'Copy location' }).click();
    await group.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^samples\/mistakes\.ndjson:7:\d+$/);
    // The file holds no text of the log.
    expect(await page.content()).not.toContain('delivery address');
    expect(faults).toEqual([]);
    expect(requests).toEqual([page.url()]);
  });

  it('the report page shows values with --show-values', async () => {
    const { page } = await openReport([...SAMPLES, '--show-values']);
    await page.getByText('This file holds texts of the log', { exact: false }).waitFor();
    await page.locator('.conversation-head button').first().click();
    await page.locator('.timeline').getByText('Can I still change my delivery address?').waitFor();
  });

  it('the report page filters the problems', async () => {
    const { page } = await openReport(SAMPLES);
    const groups = page.locator('#problems').getByRole('article');
    await groups.nth(8).waitFor();
    const filter = page.getByRole('form', { name: 'Filter' });
    const shows = async (count: number) => {
      await expect.poll(() => groups.count()).toBe(count);
      await filter.getByRole('button', { name: 'Show all' }).click();
      await groups.nth(8).waitFor();
    };
    await filter.getByLabel('Severity').selectOption('warning');
    await shows(3);
    await filter.getByLabel('Rule').selectOption('schema/required');
    await shows(2);
    await filter.getByLabel('Event').selectOption('Conversation Ended');
    await shows(2);
    await filter.getByLabel('Search').fill('RATING');
    await shows(1);
    await filter.getByLabel('Conversation').fill('no such');
    await page.getByText('No problem matches the filter.', { exact: false }).waitFor();
  });

  it('the report page shows the conversation with the most problems as a chat', async () => {
    const { page } = await openReport(SAMPLES);
    const entries = page.locator('#conversations .entry');
    await page.locator('.conversation-head button').first().click();
    await entries.first().waitFor();
    expect(await entries.locator('.name').allInnerTexts()).toEqual([
      'Conversation Started',
      'message_sent',
      'Message Received',
      'Message Sent',
      'Tool Invoked',
      'Message Received',
      'Feedback Submitted',
      'Conversation Ended',
    ]);
    await entries.nth(6).getByRole('button', { name: 'Show the event' }).click();
    expect(await entries.nth(6).locator('.line.error').innerText()).toContain('"rating"');
    expect(await page.locator('#conversations').getByRole('button', { name: 'Show', exact: true }).count()).toBe(0);
  });

  it('the report page shows the problems by place in a file, and the charts', async () => {
    const { page, faults } = await openReport(['log.ndjson'], folderWith({ 'log.ndjson': longLog() }));
    await page.getByRole('heading', { level: 1, name: '30 of 2,000 records are invalid' }).waitFor();
    const files = page.locator('#files');
    expect(await files.innerText()).toContain('log.ndjson 2,000 records, 30 invalid, 30 errors');
    const marks = files.locator('rect.error');
    const titles = await files.locator('title').allTextContents();
    expect(await marks.count()).toBeGreaterThan(15);
    expect(titles).toHaveLength(await marks.count());
    expect(titles[0]).toMatch(/^records [\d,]+ to 3\d\d, from line 301: 1 error, 0 warnings$/);
    expect(
      await page
        .getByRole('img', { name: /^1,970 valid, 30 invalid from / })
        .locator('canvas')
        .isVisible(),
    ).toBe(true);
    expect(await page.locator('#feedback').innerText()).toContain(
      '2,000 events with feedback, 30 without a numeric rating',
    );
    const coverage = page.getByRole('row', { name: /^Feedback Submitted/ });
    expect(await coverage.innerText()).toMatch(/^Feedback Submitted\s+2,000\s.*100 %/s);
    expect(await page.locator('#coverage').innerText()).toContain('Shares of frequent events are counted in a sample.');
    const group = page.locator('#problems').getByRole('article');
    expect(await group.innerText()).toMatch(/30 times.*the last one at log\.ndjson:591:/s);
    expect(faults).toEqual([]);
  });

  it('the report page keeps events whose id is the text of a missing value out of all conversations, and shows marks that reverse an id', async () => {
    const message = (conversationId: string, rest: object = {}) =>
      JSON.stringify({
        type: 'track',
        event: 'Message Sent',
        userId: 'u1',
        properties: { conversationId, messageId: 'm1', message_body: 'b', ...rest },
      });
    const log = [message('undefined'), message('null', { role: 5 }), message('\u05e9-\u202e42', { role: 5 })].join(
      '\n',
    );
    const { page } = await openReport(['log.ndjson'], folderWith({ 'log.ndjson': log }));
    const conversations = page.locator('#conversations');
    await conversations.getByText('1 conversation with problems', { exact: false }).waitFor();
    expect(await conversations.locator('.conversation-head bdi').innerText()).toBe('\u05e9-[U+202E]42');
    expect(await conversations.innerText()).toMatch(/2 events without a usable id, in no conversation/);
    await conversations.getByRole('button', { name: 'properties.conversationId: an id is the text of a miss' }).click();
    await expect.poll(() => page.locator('#problems').getByRole('article').count()).toBe(1);
    expect(await page.locator('#problems').getByText('in 1 conversation').count()).toBe(0);
  });

  it('the report page shows ratings that are beyond all numbers as feedback without a rating', async () => {
    const rated = (rating: string) =>
      `{"type":"track","event":"Feedback Submitted","userId":"u1","timestamp":"2026-01-01T00:00:00Z",` +
      `"context":{"app":{"version":"2"}},"properties":{"conversationId":"c1","messageId":"m1","rating":${rating}}}\n`;
    const log = rated('1e400') + rated('-1e308') + rated('1e308') + rated('4');
    const { page, faults } = await openReport(['log.ndjson'], folderWith({ 'log.ndjson': log }));
    await page
      .locator('#feedback')
      .getByText('4 events with feedback, 3 without a numeric rating; 4 on average')
      .waitFor();
    expect(await page.locator('#ratings-by-release').innerText()).toMatch(/2\s*4\.00 on average, 1 rating/);
    expect(faults).toEqual([]);
  });

  it('the report page shows one cause in many events as one problem, with the events that are counted one by one', async () => {
    const log = Array.from({ length: 450 }, (_, index) =>
      JSON.stringify({
        type: 'track',
        event: `Event ${index % 150}`,
        userId: 'u',
        properties: { conversation_id: 'c' },
      }),
    ).join('\n');
    const { page } = await openReport(['log.ndjson'], folderWith({ 'log.ndjson': log }));
    const groups = page.locator('#problems').getByRole('article');
    expect(await groups.count()).toBe(1);
    const chips = groups.locator('.chips');
    expect(await chips.innerText()).toMatch(/^Event \d+\s3\s.*and \d+ more events?\s*and other events, 1\d\d times$/s);
    await chips.getByRole('button', { name: /more event/ }).click();
    expect(await chips.getByRole('button', { name: /^Event/ }).count()).toBeGreaterThan(10);
    expect(await chips.getByText('(other)').count()).toBe(0);
  });

  it('the report page shows a log without problems, and an empty log', async () => {
    const { page } = await openReport(['samples/support.ndjson']);
    await page.getByRole('heading', { level: 1, name: 'All 14 records are valid' }).waitFor();
    expect(await page.getByText('No problems.').count()).toBeGreaterThan(0);
    const none = await openReport(['none.ndjson'], folderWith({ 'none.ndjson': '' }));
    await none.page.getByRole('heading', { level: 1, name: 'No records' }).waitFor();
    expect(none.faults).toEqual([]);
    await expectAccessible(none.page);
  });

  it('the report page can be used with the keyboard', async () => {
    const { page } = await openReport(SAMPLES);
    const link = page.getByRole('navigation').getByRole('link', { name: 'Conversations' });
    await link.focus();
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.locator('#conversations').evaluate((part) => part.getBoundingClientRect().top))
      .toBeLessThan(300);
    const summary = page.locator('#problems summary').first();
    await summary.focus();
    await page.keyboard.press('Enter');
    await page.getByText('Why it matters.').first().waitFor();
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390],
  ] as const)('the report page passes axe, %s and %d pixels wide', async (colorScheme, width) => {
    const { page } = await openReport(SAMPLES, FIXTURES, { colorScheme, viewport: { width, height: 800 } });
    await page.locator('#coverage .matrix').waitFor();
    await page.locator('.conversation-head button').first().click();
    // All that can be opened, too.
    await page.locator('details').evaluateAll((all) => {
      for (const details of all) (details as unknown as { open: boolean }).open = true;
    });
    await page.locator('#charts table').first().waitFor();
    await expectAccessible(page);
    const { scrollWidth, clientWidth } = await page.locator('html').evaluate((root) => root);
    expect(scrollWidth).toBe(clientWidth);
  });
});

declare const navigator: { readonly clipboard: { readText(): Promise<string> } };

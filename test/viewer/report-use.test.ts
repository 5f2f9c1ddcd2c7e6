import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, launchChromium } from '../support/chromium.js';
import { testFolders } from '../support/folders.js';
import { runInProcess } from '../support/run-in-process.js';
import { logOfReleases } from './log-of-releases.js';
import { expectAccessible, openPage } from './open-page.js';

const folderWith = testFolders();
declare const navigator: { readonly clipboard: { readText(): Promise<string> } };
declare const location: { readonly hash: string };

describe.skipIf(!hasChromium('the report page in use'))('the report page in use', () => {
  let browser: Browser;
  let url = '';
  let shared = '';
  beforeAll(async () => {
    browser = await launchChromium();
    const cwd = folderWith({ 'log.ndjson': logOfReleases() });
    const argv = ['validate', 'log.ndjson', '--no-config', '--rule', 'conversation/*=off', '-f', 'html=report.html'];
    const { code } = await runInProcess(argv, { cwd });
    expect(code).toBe(1);
    shared = await readFile(join(cwd, 'report.html'), 'utf8');
  });
  afterAll(() => browser?.close());

  async function open(hash = '', options: BrowserContextOptions = {}) {
    url = pathToFileURL(join(folderWith({ 'report.html': shared }), 'report.html')).href;
    return openPage(browser, `${url}${hash}`, {
      timezoneId: 'UTC',
      locale: 'en-GB',
      reducedMotion: 'reduce',
      ...options,
    });
  }

  const groups = (page: Page) => page.locator('#problems').getByRole('article');
  const saved = async (page: Page, name: string) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('#problems').getByRole('button', { name }).click(),
    ]);
    return readFile(await download.path(), 'utf8');
  };

  it('the report page shows the most frequent problem first, when it began, and in which release', async () => {
    const { page, faults } = await open();
    const first = groups(page).first();
    await first.waitFor();
    expect(await first.innerText()).toMatch(/properties\.message_body is missing\s*10 times/);
    expect(await first.innerText()).toContain('began 20 Nov 2026, 12:02:00, last seen 21 Nov 2026, 06:02:00');
    expect(await first.innerText()).toContain('100 % in release 2.5.0, which has 26 % of all events');
    await first.getByRole('img', { name: '10 problems over time' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('the report page shows problems of one cause as one, with the events that have them', async () => {
    const { page } = await open();
    const misnamed = groups(page).filter({ hasText: 'rename it to conversationId' });
    await misnamed.first().waitFor();
    await expect.poll(() => misnamed.count()).toBe(1);
    const chips = () => misnamed.locator('.chip').allInnerTexts();
    // Events that are equally frequent come in the order of their names.
    await expect.poll(chips).toEqual(['Message Received 1', 'Message Sent 1']);
    await misnamed.locator('.chip', { hasText: 'Message Sent' }).click();
    await expect.poll(() => groups(page).count()).toBe(1);
    expect(await page.getByLabel('Event', { exact: true }).inputValue()).toBe('Message Sent');
  });

  it('the report page finds all problems of a conversation by its id, and leads from them to its chat and back', async () => {
    const { page } = await open();
    await page.getByLabel('Search').fill('c_70');
    await expect.poll(() => groups(page).count()).toBe(2);
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByLabel('Conversation', { exact: true }).fill('c_70');
    await expect.poll(() => groups(page).count()).toBe(2);
    await groups(page).first().getByRole('link', { name: 'c_70' }).click();
    const chat = page.locator('#conversations .timeline');
    await chat.waitFor();
    // A role is a name, and shown as the log has it.
    expect(await chat.innerText()).toMatch(/Message Received\s+ai_agent\s+m_70\s+\+1 min/);
    expect(await page.locator('#conversations .conversation-head').innerText()).toMatch(/c_70\s+log\.ndjson:212/);
    await page.locator('#conversations').getByRole('link', { name: '2 problems' }).click();
    expect(await page.evaluate(() => location.hash)).toContain('#problems?conversation=c_70');
    await page.goBack();
    await chat.waitFor();
  });

  it('the report page lists every conversation with problems, with its file and line', async () => {
    const { page } = await open('#conversations');
    await page.getByText('11 conversations with problems', { exact: false }).waitFor();
    await page
      .locator('#conversations')
      .getByRole('button', { name: /^Show 1 more/ })
      .click();
    expect(await page.locator('#conversations .conversation-head').count()).toBe(11);
  });

  it('the report page shares one problem by a link, and as Markdown without values', async () => {
    const { page } = await open();
    await groups(page).nth(1).getByRole('button', { name: 'Copy link' }).click();
    await groups(page).nth(1).getByRole('button', { name: 'Copied' }).waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const text = await groups(page).nth(1).locator('.message').innerText();
    const other = await openPage(browser, link);
    await expect.poll(() => groups(other.page).locator('.message').allInnerTexts()).toEqual([text]);
    await groups(page).first().getByRole('button', { name: 'Copy as Markdown' }).click();
    await groups(page).first().getByRole('button', { name: 'Copied' }).waitFor();
    const markdown = await page.evaluate(() => navigator.clipboard.readText());
    expect(markdown).toMatch(/^\*\*error\*\*: properties\.message&#95;body is missing, 10 times/);
    expect(markdown).toContain('"content": "(text of 2)"');
  });

  it('the report page compares two events field by field', async () => {
    const { page } = await open();
    await groups(page).first().getByRole('button', { name: 'Compare', exact: true }).click();
    await groups(page).first().locator('.example summary').nth(1).click();
    const row = page.locator('.comparison tr', { hasText: 'properties.conversationId' });
    await row.waitFor();
    expect(await row.innerText()).toMatch(/"c_60"\s+"c_62"\s+other value/);
    await expectAccessible(page);
  });

  it('the report page shows how long replies took, and how far conversations get', async () => {
    const cwd = folderWith({ 'log.ndjson': logOfReleases() });
    await runInProcess(['validate', 'log.ndjson', '--no-config', '-f', 'html=report.html'], { cwd });
    const { page, faults } = await openPage(browser, pathToFileURL(join(cwd, 'report.html')).href);
    const stages = page.locator('#stages');
    expect(await stages.innerText()).toMatch(/80 conversations/);
    expect(await stages.innerText()).toMatch(/Message Sent\s*80 \(100 %\)\s*Message Received\s*80 \(100 %\)/);
    expect(await stages.innerText()).toMatch(/Conversation Ended\s*0 \(0 %\)/);
    expect(await page.locator('#replies').innerText()).toMatch(/replies\s*80\s*half within \(p50\)\s*1 min/);
    const chart = page.locator('#replies-over-time');
    await chart.getByText('As a table').click();
    expect(await chart.locator('tbody tr').first().innerText()).toMatch(/1 min\s+1 min$/);
    expect(faults).toEqual([]);
    await expectAccessible(page);
  });

  it('the report page exports the problems that it shows', async () => {
    const { page } = await open('#problems?text=rating');
    await expect.poll(() => groups(page).count()).toBe(1);
    const csv = (await saved(page, 'Export CSV')).trimEnd().split('\r\n');
    expect(csv[0]).toBe('severity,rule,field,message,fix,count,events,releases,firstSeen,lastSeen,place');
    expect(csv).toHaveLength(2);
    expect(csv[1]).toMatch(
      /^error,schema\/type,properties\.rating,.*,1,Feedback Submitted \(1\),2\.5\.0 \(1\),2026-11-20T22:03/,
    );
    expect((await saved(page, 'Export NDJSON')).match(/\n/g)).toHaveLength(1);
  });

  it('the report page filters by what is chosen in its charts', async () => {
    const { page, faults } = await open();
    const plot = page.locator('#problems-over-time .u-over');
    // Waits until the chart stands still.
    await plot.hover({ position: { x: 700, y: 50 } });
    await page.locator('#problems-over-time .tooltip').waitFor();
    const box = await plot.boundingBox();
    if (box === null) throw new Error('no chart');
    expect(box.height).toBeGreaterThan(200);
    expect(await page.locator('#problems-over-time .tooltip').innerText()).toMatch(/2026.*\d+ problems/s);
    await page.mouse.move(box.x + 2, box.y + 50);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 50, { steps: 4 });
    await page.mouse.up();
    await page.getByRole('button', { name: 'Show all times' }).first().waitFor();
    await page.getByText('No problem matches the filter.', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Show all times' }).first().click();
    await page.locator('#by-field').getByRole('button', { name: 'properties.rating' }).click();
    await expect.poll(() => groups(page).count()).toBe(1);
    await page.locator('#by-release').getByRole('button', { name: '2.5.0' }).click();
    expect(await page.evaluate(() => location.hash)).toContain('field=properties.rating&release=2.5.0');
    expect(await page.locator('#ratings-by-release').innerText()).toMatch(/2\.4\.1\s+4\.00 on average, 60 ratings/);
    expect(faults).toEqual([]);
  });

  it('the report page shows coverage as a matrix, with what was never sent first', async () => {
    const { page } = await open('#coverage');
    const rows = page.locator('.matrix tbody tr');
    await rows.first().waitFor();
    expect(await rows.first().innerText()).toContain('never');
    expect(await page.getByRole('row', { name: /^Message Received/ }).innerText()).toMatch(/\d+(\.\d+)? %/);
  });

  it('the report page can be used by single keys', async () => {
    const { page } = await open();
    await groups(page).first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await expect
      .poll(() =>
        groups(page)
          .nth(1)
          .evaluate((card) => card.matches(':focus')),
      )
      .toBe(true);
    await page.keyboard.press('e');
    await groups(page).nth(1).locator('.example').first().waitFor();
    await page.keyboard.press('k');
    await page.keyboard.press('c');
    await groups(page).first().getByRole('button', { name: 'Copied' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    expect(await page.getByLabel('Search').evaluate((field) => field.matches(':focus'))).toBe(true);
  });

  it('the report page makes each list of buttons one stop of the Tab key, with arrows from one to the next', async () => {
    const { page } = await open();
    await groups(page).first().waitFor();
    const focused = (name: string) => page.getByRole('button', { name, exact: true }).and(page.locator(':focus'));
    await groups(page).first().getByRole('button', { name: 'Copy link' }).focus();
    await page.keyboard.press('ArrowRight');
    await focused('Copy as Markdown').waitFor();
    await page.keyboard.press('Tab');
    expect(await groups(page).first().locator(':focus').count()).toBe(0);
    await page.keyboard.press('Shift+Tab');
    await focused('Copy as Markdown').waitFor();
    const bars = page.locator('#by-field .bars');
    expect(await bars.getByRole('button').count()).toBeGreaterThan(2);
    expect(await bars.locator('button:not([tabindex="-1"])').count()).toBe(1);
    await bars.getByRole('button').first().focus();
    await page.keyboard.press('End');
    await expect
      .poll(() =>
        bars
          .getByRole('button')
          .last()
          .evaluate((button) => button.matches(':focus')),
      )
      .toBe(true);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Show all' }).waitFor();
  });

  it.each(['light', 'dark'] as const)(
    'the report page passes axe at twice its size, and fits four times its size, %s',
    async (colorScheme) => {
      // So many pixels are left of 1280.
      const { page } = await open('', { colorScheme, viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });
      await groups(page).first().waitFor();
      await expectAccessible(page);
      await page.setViewportSize({ width: 320, height: 256 });
      await expect
        .poll(() => page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth))
        .toBeLessThanOrEqual(0);
    },
  );

  it('the report page fits a phone and keeps its height, and prints its charts whole', async () => {
    const { page, faults } = await open('', { viewport: { width: 390, height: 800 } });
    await groups(page).first().waitFor();
    const sizes = () =>
      page.locator('html').evaluate((root) => [root.scrollWidth, root.clientWidth, root.scrollHeight]);
    const [width, client, height] = await sizes();
    expect(width).toBe(client);
    expect(height).toBeLessThan(10_000);
    await page.emulateMedia({ media: 'print' });
    const canvas = page.locator('#time canvas');
    const [plot, figure] = [await canvas.boundingBox(), await page.locator('#time figure').boundingBox()];
    expect(plot?.width ?? 0).toBeLessThanOrEqual((figure?.width ?? 0) + 1);
    expect(await page.locator('.report-page nav').isVisible()).toBe(false);
    expect(faults).toEqual([]);
  });
});

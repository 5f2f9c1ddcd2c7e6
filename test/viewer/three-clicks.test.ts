import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCollector } from '../listen/start-collector.js';
import { hasChromium, launchChromium } from '../support/chromium.js';
import { testFolders } from '../support/folders.js';
import { runInProcess } from '../support/run-in-process.js';
import { logOfReleases } from './log-of-releases.js';
import type { OpenedPage } from './open-page.js';
import { openPage } from './open-page.js';

const folderWith = testFolders();
const MOST_CLICKS = 3;
const OPTIONS = { timezoneId: 'UTC', locale: 'en-GB', reducedMotion: 'reduce' } as const;

declare const navigator: { readonly clipboard: { readText(): Promise<string> } };

/** A page on which clicks are counted; texts are typed, and choices made, without one. */
class Task {
  readonly page: Page;
  readonly #faults: readonly string[];
  #clicks = 0;

  constructor({ page, faults }: OpenedPage) {
    this.page = page;
    this.#faults = faults;
  }

  async click(target: Locator): Promise<void> {
    this.#clicks++;
    await target.click();
  }

  /** What a click saves to a file. */
  async saved(target: Locator): Promise<string> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), this.click(target)]);
    return readFile(await download.path(), 'utf8');
  }

  /** What is on the clipboard once a button confirms it. */
  async copied(within: Locator): Promise<string> {
    await within.getByRole('button', { name: 'Copied' }).waitFor();
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  expectDone(): void {
    expect(this.#clicks).toBeLessThanOrEqual(MOST_CLICKS);
    expect(this.#faults).toEqual([]);
  }
}

describe.skipIf(!hasChromium('tasks on the pages'))('tasks on the pages in at most three clicks', () => {
  let browser: Browser;
  let report = '';
  beforeAll(async () => {
    browser = await launchChromium();
    const cwd = folderWith({ 'log.ndjson': logOfReleases() });
    const argv = ['validate', 'log.ndjson', '--no-config', '--rule', 'conversation/*=off', '-f', 'html=report.html'];
    await runInProcess(argv, { cwd });
    report = pathToFileURL(join(cwd, 'report.html')).href;
  });
  afterAll(() => browser?.close());

  describe('on the report page', () => {
    const open = async () => new Task(await openPage(browser, report, OPTIONS));
    const groups = ({ page }: Task) => page.locator('#problems').getByRole('article');

    it('the most frequent fault is found on the report page', async () => {
      const task = await open();
      expect(await groups(task).first().innerText()).toMatch(/properties\.message_body is missing\s*10 times/);
      task.expectDone();
    });

    it('the time and the release in which a fault began are found on the report page', async () => {
      const task = await open();
      const text = await groups(task).first().innerText();
      expect(text).toMatch(/began 20 Nov 2026, 12:02:00, .*100 % in release 2\.5\.0/s);
      task.expectDone();
    });

    it('a conversation is found by its id on the report page', async () => {
      const task = await open();
      await task.page.getByLabel('Conversation', { exact: true }).fill('c_70');
      await task.click(groups(task).first().getByRole('link', { name: 'c_70' }));
      await task.page.locator('#conversations .timeline').getByText('Message Received', { exact: true }).waitFor();
      task.expectDone();
    });

    it('two events are compared on the report page', async () => {
      const task = await open();
      await task.click(groups(task).first().getByRole('button', { name: 'Compare', exact: true }));
      await task.click(groups(task).first().locator('.example summary').nth(1));
      await task.page.locator('.comparison tr', { hasText: 'properties.conversationId' }).waitFor();
      task.expectDone();
    });

    it('one fault is shared from the report page', async () => {
      const task = await open();
      await task.click(groups(task).first().getByRole('button', { name: 'Copy link' }));
      expect(await task.copied(groups(task).first())).toMatch(/report\.html#problems\?problem=\w+$/);
      task.expectDone();
    });

    it('filtered problems are exported from the report page', async () => {
      const task = await open();
      await task.page.getByLabel('Rule', { exact: true }).selectOption('schema/type');
      await expect.poll(() => groups(task).count()).toBe(1);
      const csv = await task.saved(task.page.locator('#problems').getByRole('button', { name: 'Export CSV' }));
      expect(csv.match(/schema\/type/g)).toHaveLength(1);
      task.expectDone();
    });
  });

  describe('on the live page', () => {
    async function open(): Promise<Task> {
      const collector = await startCollector();
      const batch = logOfReleases()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object);
      await collector.post('/v1/batch', { batch });
      const task = new Task(await openPage(browser, collector.url, OPTIONS));
      await task.page.getByRole('listbox').getByRole('option').first().waitFor();
      return task;
    }
    const to = ({ page }: Task, name: string) => page.getByRole('navigation').getByRole('link', { name });
    const rows = ({ page }: Task) => page.getByRole('listbox').getByRole('option');
    const details = ({ page }: Task) => page.getByRole('article', { name: /, event \d+$/ });

    it('the most frequent fault, its time and its release are found on the live page', async () => {
      const task = await open();
      await task.click(to(task, 'Problems'));
      const text = await task.page.getByRole('article').first().innerText();
      expect(text).toMatch(/properties\.message_body is missing\s*10 times/);
      expect(text).toMatch(/began 20 Nov 2026, 12:02:00, .*100 % in release 2\.5\.0, which has 26 % of all events/s);
      task.expectDone();
    });

    it('a conversation is found by its id on the live page', async () => {
      const task = await open();
      await task.click(to(task, 'Conversations'));
      await task.page.getByLabel('Search').fill('c_70');
      await task.click(rows(task).first());
      await task.page.getByRole('article', { name: 'Conversation c_70' }).waitFor();
      task.expectDone();
    });

    it('two events are compared on the live page', async () => {
      const task = await open();
      await task.click(rows(task).nth(1));
      await task.click(details(task).getByRole('button', { name: 'Compare', exact: true }));
      await task.click(rows(task).nth(2));
      await task.page.locator('.comparison tr', { hasText: 'properties.conversationId' }).waitFor();
      task.expectDone();
    });

    it('one event is shared from the live page', async () => {
      const task = await open();
      await task.click(rows(task).nth(1));
      await task.click(details(task).getByRole('button', { name: 'Copy link' }));
      expect(await task.copied(details(task))).toMatch(/#events\/\d+$/);
      task.expectDone();
    });

    it('filtered events are exported from the live page', async () => {
      const task = await open();
      await task.page.getByLabel('Result', { exact: true }).selectOption('invalid');
      await expect.poll(() => rows(task).count()).toBe(13);
      const ndjson = await task.saved(task.page.getByRole('button', { name: 'Export NDJSON' }));
      expect(ndjson.match(/\n/g)).toHaveLength(13);
      task.expectDone();
    });
  });
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startListen } from '../../scripts/start-listen.js';
import { hasChromium, launchChromium } from '../support/chromium.js';
import { testFolders } from '../support/folders.js';
import { FIXTURES } from '../support/root.js';
import { runInProcess } from '../support/run-in-process.js';
import { expectAccessible, openPage } from './open-page.js';

const folderWith = testFolders();
const MISTAKES = join(FIXTURES, 'samples/mistakes.ndjson');

declare const location: { readonly hash: string };

describe.skipIf(!hasChromium('logs opened in a page'))('logs opened in a page', () => {
  let browser: Browser;
  let report = '';
  beforeAll(async () => {
    browser = await launchChromium();
    const cwd = folderWith({ 'valid.ndjson': '{"type":"identify","userId":"u"}\n' });
    await runInProcess(['validate', 'valid.ndjson', '--no-config', '-f', 'html=report.html'], { cwd });
    report = pathToFileURL(join(cwd, 'report.html')).href;
  });
  afterAll(() => browser?.close());

  const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
  const choose = (page: Page, files: string | { name: string; mimeType: string; buffer: Buffer }[]) =>
    page.getByLabel('Logs to check').first().setInputFiles(files);

  it('a report checks a log that is chosen, in the browser alone, and leads back to itself', async () => {
    const { page, faults, requests } = await openPage(browser, `${report}#charts`);
    await heading(page, 'The one record is valid').waitFor();
    await choose(page, MISTAKES);
    await heading(page, '6 of 8 records are invalid').waitFor();
    await page.getByText('mistakes.ndjson was checked in this browser', { exact: false }).waitFor();
    const group = page.getByRole('article', { name: 'properties.rating is a string' });
    expect(await group.innerText()).toMatch(/Fix: Send it as a number, without quotes/);
    // Nothing of the log is shown until it is asked for.
    await group.getByText('1 example').click();
    await group.getByText('mistakes.ndjson:7:').click();
    expect(await group.locator('.line.error').innerText()).toMatch(/^"rating": \(text of 1\)/);
    await page.getByRole('button', { name: 'Show contents' }).click();
    await expect.poll(() => group.locator('.line.error').innerText()).toMatch(/^"rating": "5"/);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Back to the report' }).click();
    await heading(page, 'The one record is valid').waitFor();
    expect(await page.evaluate(() => location.hash)).toBe('#charts');
    expect(faults).toEqual([]);
    // The worker’s code is in the page.
    expect(requests.filter((address) => !address.startsWith('blob:'))).toEqual([report.split('#')[0]]);
  });

  it('a report checks logs that are dropped on it, gzipped ones of several members too, and names one that is none', async () => {
    const { page, faults } = await openPage(browser, report);
    const text = await readFile(MISTAKES);
    const half = text.indexOf('\n', text.length / 2) + 1;
    // As `cat a.gz b.gz` and log shippers write it.
    const members = [text.subarray(0, half), text.subarray(half)].map((part) => gzipSync(part));
    const files = [
      ['a.ndjson.gz', Buffer.concat(members).toString('base64')],
      ['b.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').toString('base64')],
    ];
    const dropped = await page.evaluateHandle((all) => {
      // biome-ignore lint/suspicious/noExplicitAny: the types of browsers are not known to tests
      const { DataTransfer, File, atob } = globalThis as any;
      const transfer = new DataTransfer();
      for (const [name, content] of all) {
        const bytes = Uint8Array.from(atob(content), (character: string) => character.charCodeAt(0));
        transfer.items.add(new File([bytes], name));
      }
      return transfer;
    }, files);
    await page.dispatchEvent('body', 'dragover', { dataTransfer: dropped });
    await page.getByText('Drop a log to check it in this browser').waitFor();
    await page.dispatchEvent('body', 'drop', { dataTransfer: dropped });
    await heading(page, '6 of 8 records are invalid').waitFor();
    await page.getByText('2 files were checked in this browser', { exact: false }).waitFor();
    await page.getByText(/cannot read b\.png/).waitFor();
    expect(faults).toEqual([]);
  });

  it('the live page checks a log, and shows its events again afterwards', async () => {
    const { url, send, end } = await startListen();
    try {
      await send([JSON.stringify({ type: 'identify', userId: 'u1' })]);
      const { page, faults } = await openPage(browser, url);
      await page.getByRole('listbox').getByRole('option').first().waitFor();
      await choose(page, MISTAKES);
      await heading(page, '6 of 8 records are invalid').waitFor();
      await page.getByRole('button', { name: 'Back to the live page' }).click();
      await page.getByRole('listbox').getByRole('option').first().waitFor();
      expect(faults).toEqual([]);
    } finally {
      end();
    }
  });
});

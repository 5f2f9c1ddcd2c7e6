// Makes the README's pictures of the live page and the report, docs/images/page-*.png and docs/images/report-*.png, of what the build really
// shows. They differ from run to run in their times alone; look at each before it is committed. CHROMIUM names the browser.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { CHROMIUM, startListen } from './start-listen.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = `${root}bin/copilot-events.js`;
const samples = `${root}fixtures/samples`;
const WIDE = { width: 1200, height: 720 };
const NARROW = { width: 390, height: 720 };

const browser = await chromium.launch(CHROMIUM);

/**
 * @param {string} name
 * @param {string} address
 * @param {{ colorScheme: 'light' | 'dark', viewport: { width: number, height: number } }} how
 * @param {(page: import('playwright-core').Page) => Promise<unknown>} arrange brings into view what is to be seen
 */
async function take(name, address, how, arrange) {
  const page = await browser.newPage({ ...how, reducedMotion: 'reduce', locale: 'en-GB' });
  await page.goto(address);
  await arrange(page);
  await page.screenshot({ path: `${root}docs/images/${name}.png` });
  await page.close();
}

const folder = await mkdtemp(join(tmpdir(), 'copilot-events-'));
try {
  const { url, send, end } = await startListen();
  for (const file of ['support.ndjson', 'mistakes.ndjson']) {
    await send((await readFile(`${samples}/${file}`, 'utf8')).trim().split('\n'));
  }
  const feedback = '#events/21';
  await take('page-light', `${url}/${feedback}`, { colorScheme: 'light', viewport: WIDE }, async (page) => {
    await page.locator('.details').waitFor();
  });
  await take('page-dark', `${url}/#conversations/c_0092`, { colorScheme: 'dark', viewport: WIDE }, async (page) => {
    await page.locator('.timeline').waitFor();
  });
  await take('page-narrow', `${url}/${feedback}`, { colorScheme: 'light', viewport: NARROW }, async (page) => {
    await page.locator('.details').waitFor();
  });
  end();

  const report = join(folder, 'report.html');
  const argv = [bin, 'validate', '--no-config', 'support.ndjson', 'mistakes.ndjson', '-f', `html=${report}`];
  // It fails: there are mistakes.
  await promisify(execFile)(process.execPath, argv, { cwd: samples }).catch(() => {});
  const address = pathToFileURL(report).href;
  await take('report-light', address, { colorScheme: 'light', viewport: WIDE }, async (page) => {
    await page.locator('.payload').first().waitFor();
  });
  await take('report-dark', `${address}#charts`, { colorScheme: 'dark', viewport: WIDE }, async (page) => {
    await page.locator('#charts canvas').first().waitFor();
    await page.locator('#charts').scrollIntoViewIfNeeded();
    await page.locator('#charts').evaluate((part) => part.scrollIntoView());
  });
  await take('report-narrow', address, { colorScheme: 'light', viewport: NARROW }, async (page) => {
    await page.locator('.payload').first().waitFor();
    await page.locator('#problems').evaluate((part) => part.scrollIntoView());
  });
} finally {
  await browser.close();
  await rm(folder, { recursive: true });
}

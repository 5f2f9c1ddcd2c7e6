// Makes the README's pictures of the live page and the report, docs/page-*.png and docs/report-*.png, of what the build really
// shows. They differ from run to run in their times alone; look at each before it is committed. CHROMIUM names the browser.
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = `${root}bin/copilot-events.js`;
const samples = `${root}fixtures/samples`;
const WIDE = { width: 1200, height: 720 };
const NARROW = { width: 390, height: 720 };

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });

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
  await page.screenshot({ path: `${root}docs/${name}.png` });
  await page.close();
}

/** Starts `listen` and sends it the samples, as if two conversations went on. */
async function startListen() {
  const child = spawn(process.execPath, [bin, 'listen', '--port', '0', '--no-config'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  /** @type {string} */
  const url = await new Promise((resolve) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      const [, found] = /listening at (http:\S+?);/.exec(line) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
  for (const file of ['support.ndjson', 'mistakes.ndjson']) {
    const events = (await readFile(`${samples}/${file}`, 'utf8')).trim().split('\n');
    const headers = { authorization: `Basic ${Buffer.from('key:').toString('base64')}` };
    await fetch(`${url}/v1/batch`, { method: 'POST', headers, body: `{"batch":[${events}]}` });
  }
  return { url, end: () => child.kill() };
}

const folder = await mkdtemp(join(tmpdir(), 'copilot-events-'));
try {
  const { url, end } = await startListen();
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

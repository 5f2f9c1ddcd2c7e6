import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { hasChromium, launchChromium } from '../../support/chromium.js';
import { runBinary } from '../../support/run-binary.js';
import { HOSTILE_FILE, hostileLog, hostileSchema } from './hostile-log.js';

/** What happens in a page, seen from outside. */
interface Watched {
  readonly page: Page;
  readonly requests: string[];
  readonly happened: string[];
}

declare const window: { hijacked?: unknown };
declare const document: {
  createElement(name: string): { textContent: string; src: string };
  body: { append(child: unknown): void; innerText: string };
  querySelectorAll(selector: string): Iterable<{ open?: boolean; getAttributeNames(): string[]; href?: string }>;
};

describe.skipIf(!hasChromium('the HTML report'))('a report of a hostile log, in Chromium', () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'copilot-events-'));
    writeFileSync(join(folder, HOSTILE_FILE), hostileLog());
    writeFileSync(join(folder, 'hostile.schema.json'), hostileSchema());
    browser = await launchChromium(['trap.test']);
    for (const values of [[], ['--show-values']]) {
      const file = values.length === 0 ? 'masked.html' : 'shown.html';
      const options = [
        '--no-config',
        '--schema',
        'hostile.schema.json',
        '-f',
        `html=${file}`,
        '-f',
        'json=report.json',
      ];
      const outcome = await runBinary(['validate', HOSTILE_FILE, ...options, ...values], { cwd: folder });
      expect(outcome).toMatchObject({ code: 1, stdout: '' });
      expect(outcome.stderr).toMatch(/^✖ .* records are invalid: .*\ncopilot-events: wrote \w+\.html, report\.json\n$/);
    }
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  async function open(file: string): Promise<Watched> {
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    const requests: string[] = [];
    const happened: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('pageerror', (error) => happened.push(error.message));
    page.on('console', (message) => happened.push(message.text()));
    page.on('dialog', (dialog) => {
      happened.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('popup', (popup) => happened.push(popup.url()));
    await page.goto(pathToFileURL(join(folder, file)).href);
    await page.waitForFunction('document.body.innerText.includes("invalid")');
    return { page, requests, happened };
  }

  /** Unfolds all there is, so that all of the document has been shown. */
  async function unfold(page: Page): Promise<void> {
    for (let round = 0; round < 3; round++) {
      await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
      });
      await page.waitForTimeout(100);
    }
  }

  it.each(['masked.html', 'shown.html'])(
    'the report of a hostile log (%s) runs no script of the log, sends no request, and has no link elsewhere',
    async (file) => {
      const { page, requests, happened } = await open(file);
      await unfold(page);
      const text = await page.evaluate(() => document.body.innerText);
      // What was hostile is there, as text.
      expect(text).toContain('<img src=x onerror=');
      expect(text).toContain('javascript:window.hijacked=5');
      expect(await page.evaluate(() => window.hijacked)).toBeUndefined();
      const foreign = await page.evaluate(
        () =>
          [
            ...document.querySelectorAll(
              'img, iframe, object, embed, base, form[action], link:not([rel=icon]), meta[http-equiv=refresh]',
            ),
          ].length,
      );
      expect(foreign).toBe(0);
      const handlers = await page.evaluate(() =>
        [...document.querySelectorAll('*')]
          .flatMap((element) => element.getAttributeNames())
          .filter((name) => name.startsWith('on')),
      );
      expect(handlers).toEqual([]);
      const links = await page.evaluate(() => [...document.querySelectorAll('a')].map(({ href }) => href ?? ''));
      expect(links.length).toBeGreaterThan(0);
      const own = pathToFileURL(join(folder, file)).href;
      expect(
        links.filter((href) => !href.startsWith(`${own}#`) && !href.startsWith('https://github.com/copilot-events/')),
      ).toEqual([]);
      expect(requests).toEqual([own]);
      expect(happened).toEqual([]);
    },
  );

  it('the report of a hostile log can run and load nothing even if a script got into it', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end('window.hijacked = 1');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.close();
    });
    const address = `http://trap.test:${(server.address() as AddressInfo).port}`;
    const { page, happened } = await open('masked.html');
    const refused = await page.evaluate(async (trap) => {
      const inline = document.createElement('script');
      inline.textContent = 'window.hijacked = 2';
      const loaded = document.createElement('script');
      loaded.src = `${trap}/a.js`;
      const image = document.createElement('img');
      image.src = `${trap}/b.png`;
      const frame = document.createElement('iframe');
      frame.src = `${trap}/c.html`;
      document.body.append(inline);
      document.body.append(loaded);
      document.body.append(image);
      document.body.append(frame);
      return fetch(`${trap}/d`).then(
        () => 'fetched',
        () => 'refused',
      );
    }, address);
    await page.waitForTimeout(300);
    expect(refused).toBe('refused');
    expect(await page.evaluate(() => window.hijacked)).toBeUndefined();
    expect(asked).toEqual([]);
    expect(happened.filter((text) => text.includes('Content Security Policy')).length).toBeGreaterThanOrEqual(4);
  });
});

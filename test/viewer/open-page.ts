import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** A page of the viewer, and what went wrong in it. */
export interface OpenedPage {
  readonly page: Page;
  /** Errors of its script, and what its policy refused. */
  readonly faults: readonly string[];
  /** What it asked for, wherever. */
  readonly requests: readonly string[];
}

/** Opens an address in a browser of its own, until the test is over. */
export async function openPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const faults: string[] = [];
  const requests: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    // Chromium logs failed connections, too, which the page shows by itself.
    if (message.type() === 'error' && !message.text().includes('ERR_CONNECTION_REFUSED')) faults.push(message.text());
  });
  page.on('request', (request) => {
    // The empty icon.
    if (!request.url().startsWith('data:')) requests.push(request.url());
  });
  await page.goto(address);
  return { page, faults, requests };
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

declare const axe: { run(): Promise<AxeResults> };

/** Expects that axe finds nothing in a page: no rule is left out, and nothing is too slight. */
export async function expectAccessible(page: Page): Promise<void> {
  // The page’s policy lets no script in, so that this one goes by the debugger.
  if (!(await page.evaluate(() => 'axe' in globalThis))) {
    await page.evaluate(await readFile(AXE, 'utf8'));
  }
  const { violations } = await page.evaluate(() => axe.run());
  const found = violations.map(({ id, impact, nodes }) => [id, impact, nodes.slice(0, 3).map(({ html }) => html)]);
  expect(found).toEqual([]);
}

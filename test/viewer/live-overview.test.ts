import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestCollector } from '../listen/start-collector.js';
import { startCollector } from '../listen/start-collector.js';
import { hasChromium, launchChromium } from '../support/chromium.js';
import { expectAccessible, openPage } from './open-page.js';

const rows = (page: Page) => page.getByRole('listbox').getByRole('option');
const send = (collector: TestCollector, batch: readonly object[]) => collector.post('/v1/batch', { batch });

let messages = 0;

interface Said {
  readonly event: string;
  readonly at: number;
  readonly conversationId: string | undefined;
  readonly version: string;
  readonly more?: object;
}

function said({ event, at, conversationId, version, more }: Said): object {
  return {
    ...{ type: 'track', event, userId: 'u1', context: { app: { version } } },
    timestamp: new Date(Date.UTC(2026, 0, 1) + at * 1000).toISOString(),
    properties: { conversationId, messageId: `m${++messages}`, message_body: 'hi', ...more },
  };
}

/** One conversation with an answer after some seconds, and without an end. */
function conversation(conversationId: string, version: string, seconds: number): object[] {
  const about = { conversationId, version };
  return [
    said({ ...about, event: 'Conversation Started', at: 0 }),
    said({ ...about, event: 'Message Sent', at: 1 }),
    said({ ...about, event: 'Message Received', at: 1 + seconds }),
  ];
}

describe.skipIf(!hasChromium('the overview of the live page'))('the overview of the live page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  it('the live page shows how long replies take, how far conversations get, and which of them wait', async () => {
    const collector = await startCollector({ keep: 4 });
    const waits = said({ event: 'Message Sent', at: 9, conversationId: 'c1', version: '2.4.1' });
    await send(collector, [...conversation('c1', '2.4.1', 2), ...conversation('c2', '2.5.0', 30), waits]);
    // Most of the events are no longer held: their counts come with the first message.
    const { page, faults } = await openPage(browser, `${collector.url}/#overview`, { locale: 'en-GB' });
    const stages = page.locator('#stages');
    await stages.waitFor();
    expect(await stages.innerText()).toMatch(/2 conversations, by the events that they have/);
    expect(await stages.innerText()).toMatch(/Message Received\s*2 \(100 %\)/);
    expect(await stages.innerText()).toMatch(/2 began and have not ended so far; in 1 the last message/);
    expect(await page.locator('#replies').innerText()).toMatch(
      /half within \(p50\)\s*2 s\s*95 % within \(p95\)\s*30 s/,
    );
    expect(await page.locator('#replies-by-release').innerText()).toMatch(/2\.5\.0\s*30 s p50, 30 s p95, 1 reply/);
    await page.getByRole('img', { name: /^2 replies from / }).waitFor();
    await expectAccessible(page);
    await stages.getByRole('button', { name: '1', exact: true }).click();
    await expect.poll(() => rows(page).allInnerTexts()).toEqual([expect.stringContaining('unanswered')]);
    expect(page.url()).toContain('#conversations?which=unanswered');
    expect(faults).toEqual([]);
  });

  it('the live page counts problems and events by release, and shows the events of one', async () => {
    const collector = await startCollector();
    const bad = said({ event: 'Message Sent', at: 9, conversationId: 'c1', version: '2.5.0', more: { role: 5 } });
    await send(collector, [...conversation('c1', '2.4.1', 2), bad]);
    const { page, faults } = await openPage(browser, `${collector.url}/#overview`);
    expect(await page.locator('#events-by-release').innerText()).toMatch(/2\.4\.1\s*75 %\s*2\.5\.0\s*25 %/);
    await page.locator('#by-release').getByRole('button', { name: '2.5.0' }).click();
    await expect.poll(() => rows(page).count()).toBe(1);
    expect(page.url()).toContain('#events?release=2.5.0');
    await page.getByRole('button', { name: 'Release 2.5.0' }).click();
    await expect.poll(() => rows(page).count()).toBe(4);
    expect(faults).toEqual([]);
  });

  it('the live page keeps events whose id is the text of a missing value out of all conversations, and says why', async () => {
    const collector = await startCollector();
    const without = (conversationId: string | undefined) =>
      said({ event: 'Message Sent', at: 3, conversationId, version: '2.4.1' });
    await send(collector, [
      ...conversation('c1', '2.4.1', 2),
      without('undefined'),
      without('null'),
      without(undefined),
    ]);
    const { page, faults } = await openPage(browser, `${collector.url}/#conversations`);
    await expect.poll(() => rows(page).count()).toBe(1);
    const unplaced = page.getByRole('region', { name: 'Events without a usable id' });
    expect(await unplaced.innerText()).toMatch(
      /properties\.conversationId is "undefined": the text of a missing value \(1\)/,
    );
    await expectAccessible(page);
    await unplaced.getByRole('button', { name: '3 events without a usable id' }).click();
    await expect.poll(() => rows(page).count()).toBe(3);
    await rows(page).first().click();
    await page.getByText('without a usable id: properties.conversationId is "undefined"', { exact: false }).waitFor();
    expect(faults).toEqual([]);
  });
});

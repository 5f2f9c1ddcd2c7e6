import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startListen } from '../listen/run-listen.js';
import type { TestCollector } from '../listen/start-collector.js';
import { startCollector, WITH_KEY } from '../listen/start-collector.js';
import { scaled } from '../properties/runs.js';
import { messageSent } from '../send/run-send.js';
import { hasChromium, launchChromium } from '../support/chromium.js';
import { testFolders } from '../support/folders.js';
import { expectAccessible, openPage } from './open-page.js';

const folderWith = testFolders();

const AT = { conversationId: 'c1', messageId: 'm1' };
const track = (event: string, properties: object, top: object = {}) => ({
  type: 'track',
  event,
  userId: 'u1',
  ...top,
  properties,
});

/** A conversation with one of everything, and some faults. */
const CONVERSATION = [
  track('Conversation Started', { conversationId: 'c1' }),
  track('Message Sent', { ...AT, message_body: 'Where is my parcel?', role: 'customer' }),
  track('Message Received', { ...AT, messageId: 'm2', content: 'On its way', role: 'agent' }),
  track('Action Invoked', { ...AT, type: 'Order Request', action: 'look up order' }),
  track('Media Generated', { ...AT, type: 'image', sub_type: 'map' }),
  track('Component Loaded', { ...AT, type: 'carousel' }),
  track('Feedback Submitted', { ...AT, rating: '5' }),
  track('Conversation Ended', { conversationId: 'c1', message_count: 2 }),
];
const BODY = 'Where is my parcel?';

const send = (collector: TestCollector, events: readonly object[]) => collector.post('/v1/batch', { batch: events });
const rows = (page: Page) => page.getByRole('listbox').getByRole('option');
const details = (page: Page) => page.getByRole('article', { name: /, event \d+$/ });
const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

declare const navigator: { readonly clipboard: { readText(): Promise<string> } };

describe.skipIf(!hasChromium('the live page'))('the live page in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  /** The page of a collector that has the events of one conversation. */
  async function openConversation(hash = '') {
    const collector = await startCollector();
    await send(collector, CONVERSATION);
    return { collector, ...(await openPage(browser, `${collector.url}/${hash}`)) };
  }

  it('the live page shows how to begin, and each event as it arrives', async () => {
    const collector = await startCollector();
    const { page, faults, requests } = await openPage(browser, collector.url);
    await page.getByRole('heading', { name: 'Waiting for events' }).waitFor();
    expect(await page.getByText(`curl ${collector.url}/v1/track`).isVisible()).toBe(true);
    await send(collector, CONVERSATION.slice(0, 3));
    await rows(page).nth(2).waitFor();
    expect(await rows(page).allInnerTexts()).toMatchObject([
      expect.stringMatching(/^valid\s+[\d:]+\s+Conversation Started\s+c1/),
      expect.stringContaining('Message Sent'),
      expect.stringMatching(/^invalid\s.*Message Received\s+c1\s+properties\.message_body is missing/s),
    ]);
    await expect.poll(() => page.locator('.totals').innerText()).toMatch(/3\s+events\s+2\s+valid\s+1\s+invalid/);
    await expect.poll(() => page.title()).toBe('1 invalid – copilot-events');
    expect(faults).toEqual([]);
    expect(requests.filter((url) => !url.startsWith(`${collector.url}/`))).toEqual([]);
  });

  it('the live page shows each problem at its field, with its fix', async () => {
    const { page } = await openConversation();
    await rows(page).filter({ hasText: 'Feedback Submitted' }).click();
    const shown = details(page);
    await shown.locator('.message', { hasText: 'properties.rating is a string; a number is needed' }).waitFor();
    expect(await shown.getByText('Fix: Send it as a number, without quotes.').isVisible()).toBe(true);
    const link = shown.getByRole('link', { name: 'schema/type' });
    expect(await link.getAttribute('href')).toMatch(/docs\/reference\/rules\.md#schematype$/);
    expect(await shown.locator('.line.error').innerText()).toMatch(/^"rating": \(text of 1\)/);
    await shown.getByText('What this means, and how to fix it').click();
    expect(await shown.getByText('Why it matters.').isVisible()).toBe(true);
    // A missing field has a line of its own.
    await rows(page).filter({ hasText: 'Message Received' }).click();
    await shown.locator('.line.missing').waitFor();
    expect(await shown.locator('.line.missing').innerText()).toBe('"message_body": missing');
    expect(await shown.locator('.note').innerText()).toContain(
      'Found content in properties; rename it to message_body.',
    );
  });

  it('the live page hides texts until the user shows them', async () => {
    const { page } = await openConversation();
    await rows(page).filter({ hasText: 'Message Sent' }).click();
    await details(page).getByText(`(text of ${BODY.length})`).waitFor();
    expect(await page.content()).not.toContain(BODY);
    await details(page).getByRole('button', { name: 'Show contents' }).click();
    await details(page).getByText(`"${BODY}"`).waitFor();
    await details(page).getByRole('button', { name: 'Hide contents' }).click();
    expect(await page.content()).not.toContain(BODY);
    // For all events at once.
    await page.locator('.tools').getByRole('button', { name: 'Show contents' }).click();
    await details(page).getByText(`"${BODY}"`).waitFor();
  });

  it('the live page shows texts from the start with --show-values', async () => {
    const collector = await startCollector({ showsValues: true });
    await send(collector, CONVERSATION);
    const { page } = await openPage(browser, `${collector.url}/#events/2`);
    await details(page).getByText(`"${BODY}"`).waitFor();
  });

  it('the live page finds conversations by id, and those with problems', async () => {
    const { page, collector } = await openConversation('#conversations');
    await send(collector, [track('Conversation Started', { conversationId: 'c2' })]);
    await rows(page).nth(1).waitFor();
    const ids = async () => (await rows(page).locator('.name').allInnerTexts()).join();
    expect(await ids()).toBe('c2,c1');
    await page.getByLabel('Result').selectOption('With problems');
    await expect.poll(ids).toBe('c1');
    await page.getByLabel('Search').fill('c2');
    await page.getByText('None of the 2 conversations match.').waitFor();
    await page.getByLabel('Result').selectOption('All conversations');
    await expect.poll(ids).toBe('c2');
  });

  it('the live page shows a conversation as a chat, with each problem at its event', async () => {
    const { page, faults } = await openConversation('#conversations');
    await rows(page).filter({ hasText: 'c1' }).click();
    const entries = page.locator('.timeline > .entry');
    await entries.nth(7).waitFor();
    const texts = await entries.allInnerTexts();
    expect(texts.map((text) => text.match(/[A-Z]\w+ [A-Z]\w+/)?.[0])).toEqual(CONVERSATION.map(({ event }) => event));
    expect(texts[1]).toMatch(/customer\s+m1.*19 characters\s+Show/s);
    expect(texts[2]).toContain('properties.message_body is missing');
    expect(texts[3]).toContain('look up order (Order Request)');
    expect(texts[4]).toContain('image, map');
    expect(await entries.evaluateAll((all) => all.map(({ className }) => className))).toEqual([
      'entry mark valid',
      'entry sent valid',
      'entry received invalid',
      'entry aside valid',
      'entry aside valid',
      'entry aside valid',
      'entry aside invalid',
      'entry mark valid',
    ]);
    await entries.nth(1).getByRole('button', { name: 'Show', exact: true }).click();
    await entries.nth(1).getByText(BODY).waitFor();
    await page.getByRole('button', { name: 'Copy as fixture' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(
      (await clipboard(page))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject(CONVERSATION);
    // From there to the event, and back by the browser.
    await entries.nth(6).getByRole('button', { name: 'Show the event' }).click();
    await details(page).locator('.message', { hasText: 'properties.rating is a string; a number is needed' }).waitFor();
    await page.goBack();
    await entries.nth(7).waitFor();
    expect(faults).toEqual([]);
  });

  it('the live page filters by event, result, rule, conversation, user and text', async () => {
    const { page, collector } = await openConversation();
    await send(collector, [track('Conversation Started', { conversationId: 'c2' }, { userId: 'u2' })]);
    await rows(page).nth(8).waitFor();
    const names = async () => (await rows(page).locator('.name').allInnerTexts()).join();
    const filter = page.getByRole('form', { name: 'Filter' });
    const shows = async (expected: string) => {
      await expect.poll(names).toBe(expected);
      await filter.getByRole('button', { name: 'Show all' }).click();
      await rows(page).nth(8).waitFor();
    };
    await filter.getByLabel('Event').selectOption('Media Generated');
    await shows('Media Generated');
    await filter.getByLabel('Result').selectOption('Invalid');
    await shows('Message Received,Feedback Submitted');
    await filter.getByLabel('Rule').selectOption('schema/required');
    await shows('Message Received');
    await filter.getByLabel('Conversation').fill('c2');
    await shows('Conversation Started');
    await filter.getByLabel('User').fill('u2');
    await shows('Conversation Started');
    await filter.getByLabel('Search').fill('PARCEL');
    await shows('Message Sent');
    // The filter applies to new events, too.
    await filter.getByLabel('Result').selectOption('Invalid');
    await send(collector, [messageSent(9), track('Feedback Submitted', { rating: null })]);
    await expect.poll(names).toBe('Message Received,Feedback Submitted,Feedback Submitted');
    await filter.getByLabel('Search').fill('nothing like this');
    await page.getByText('None of the 11 events match the filter.').waitFor();
  });

  it('the live page can be paused and cleared, and exports and copies events', async () => {
    const { page, collector } = await openConversation();
    await rows(page).nth(7).waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await send(collector, [messageSent(9)]);
    await page.getByRole('button', { name: 'Resume (1 new)' }).waitFor();
    expect(await rows(page).count()).toBe(8);
    await page.getByRole('button', { name: 'Resume (1 new)' }).click();
    await rows(page).nth(8).waitFor();

    await page.getByLabel('Result').selectOption('Invalid');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export NDJSON' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^copilot-events-[\dT-]+\.ndjson$/);
    const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([CONVERSATION[2], CONVERSATION[6]]);

    await rows(page).first().click();
    await details(page).getByRole('button', { name: 'Copy as fixture' }).click();
    await details(page).getByRole('button', { name: 'Copied' }).waitFor();
    expect(JSON.parse(await clipboard(page))).toMatchObject(CONVERSATION[2] ?? {});

    await page.goto(`${collector.url}/#events`);
    await page.getByRole('button', { name: 'Clear' }).click();
    await expect.poll(() => page.locator('.totals').innerText()).toContain('0 events');
    // The collector keeps its events, for other clients.
    expect(collector.collector.feed.events).toHaveLength(9);
  });

  it('the live page counts problems by rule, event and field, and shows which events were never seen', async () => {
    const { page, faults } = await openConversation('#problems');
    await page.getByText('2 problems, errors first.', { exact: false }).waitFor();
    const groups = page.getByRole('article');
    expect(await groups.first().innerText()).toMatch(
      /is missing\s*1 time.*Fix:.*field properties.message_body.*Message Received/s,
    );
    await page.getByRole('link', { name: 'Overview' }).click();
    const chart = page.getByRole('img', { name: /^6 valid, 2 invalid from / });
    await chart.waitFor();
    expect(await chart.locator('canvas').isVisible()).toBe(true);
    expect(await page.locator('#by-rule li').allInnerTexts()).toMatchObject([
      expect.stringMatching(/^schema\/required.*1/s),
      expect.stringMatching(/^schema\/type.*1/s),
    ]);
    expect(await page.locator('#messages').innerText()).toContain('1 conversation');
    const received = page.getByRole('row', { name: /^Message Received/ });
    expect(await received.innerText()).toContain('never *');
    expect(faults).toEqual([]);
  });

  it('the live page reports that listen has ended, and keeps its events', async () => {
    const { page, collector } = await openConversation();
    await rows(page).nth(7).waitFor();
    await collector.server.close();
    await page.getByText('listen has ended.', { exact: false }).waitFor();
    expect(await rows(page).count()).toBe(8);
  });

  it('the live page reports a lost connection, and continues when listen is back', async () => {
    const cwd = folderWith();
    const { url, child } = await startListen([], cwd);
    const { page } = await openPage(browser, url);
    const event = (id: string) => JSON.stringify(track('Conversation Started', { conversationId: id }));
    const post = (id: string) => fetch(`${url}/v1/track`, { method: 'POST', headers: WITH_KEY, body: event(id) });
    await post('before');
    await rows(page).first().waitFor();
    child.kill('SIGKILL');
    await page.getByText('The connection to listen is lost.', { exact: false }).waitFor();
    expect(await rows(page).first().innerText()).toContain('before');
    const again = await startListen(['--port', new URL(url).port], cwd);
    // A new run knows nothing of the old one.
    await page.getByRole('heading', { name: 'Waiting for events' }).waitFor();
    await post('after');
    await rows(page).filter({ hasText: 'after' }).waitFor();
    await again.end();
    await page.getByText('listen has ended.', { exact: false }).waitFor();
  });

  it('the live page can be used with the keyboard', async () => {
    const { page } = await openConversation();
    await rows(page).nth(7).waitFor();
    await page.getByRole('listbox').focus();
    await page.keyboard.press('Home');
    await page.getByRole('article', { name: 'Conversation Started, event 1' }).waitFor();
    for (const _ of [1, 2]) await page.keyboard.press('ArrowDown');
    await page.getByRole('article', { name: 'Message Received, event 3' }).waitFor();
    expect(await page.getByRole('listbox').getAttribute('aria-activedescendant')).toBe('row-3');
    expect(await page.getByRole('listbox').getByRole('option', { selected: true }).innerText()).toContain(
      'Message Received',
    );
    await page.keyboard.press('End');
    await page.getByRole('article', { name: 'Conversation Ended, event 8' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('article', { name: 'Conversation c1' }).waitFor();
  });

  it('the live page reports delivery problems', async () => {
    const { page, collector } = await openConversation();
    await collector.post('/v1/trakc', {});
    await page.getByText('1 request went to unknown paths, and what they held is lost: POST /v1/trakc').waitFor();
  });

  it('the live page shows hostile names and values as text', async () => {
    const hostile = '</script><img src=x onerror="globalThis.isHit = true"><a href="javascript:isHit=1">';
    const collector = await startCollector();
    const properties = {
      conversationId: hostile,
      messageId: hostile,
      message_body: hostile,
      type: hostile,
      [hostile]: hostile,
    };
    await send(collector, [
      track('Conversation Started', { conversationId: '\ud800 half of a character' }),
      { type: 'track', event: hostile, userId: hostile, timestamp: hostile, properties },
    ]);
    const { page, faults, requests } = await openPage(browser, collector.url);
    await page.locator('.tools').getByRole('button', { name: 'Show contents' }).click();
    for (const view of ['Conversations', 'Problems', 'Overview', 'Events']) {
      await page.getByRole('link', { name: view }).click();
      if (view === 'Conversations' || view === 'Events') await rows(page).first().click();
      expect(await page.locator('main').innerText()).toContain('onerror=');
    }
    await page.getByRole('link', { name: 'Conversations' }).click();
    await rows(page).filter({ hasText: 'half of a character' }).click();
    await page.locator('.timeline > .entry', { hasText: 'Conversation Started' }).waitFor();
    expect(await page.evaluate(() => 'isHit' in globalThis)).toBe(false);
    expect(await page.locator('main img').count()).toBe(0);
    expect(faults).toEqual([]);
    expect(requests.filter((url) => !url.startsWith(`${collector.url}/`))).toEqual([]);
  });

  it('the live page keeps its layout with very long and odd values', async () => {
    const collector = await startCollector();
    const any = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.string({ unit: 'binary' }), fc.constantFrom('c1', 'c2', ''));
    const properties = fc.dictionary(
      fc.constantFrom(
        'conversationId',
        'messageId',
        'message_body',
        'type',
        'action',
        'rating',
        'role',
        '__proto__',
        '',
      ),
      any,
    );
    const event = fc.record(
      {
        type: fc.oneof(fc.constantFrom('track', 'identify'), any),
        event: fc.oneof(fc.constantFrom(...CONVERSATION.map(({ event }) => event), 'toString', '__proto__'), any),
        userId: any,
        timestamp: any,
        messageId: any,
        properties: fc.oneof({ weight: 4, arbitrary: properties }, { weight: 1, arbitrary: any }),
        context: any,
      },
      { requiredKeys: [] },
    );
    const events = Math.min(150, scaled(500));
    await send(collector, fc.sample(event, events));
    const { page, faults } = await openPage(browser, collector.url);
    await page.locator('.tools').getByRole('button', { name: 'Show contents' }).click();
    await rows(page).first().waitFor();
    await page.getByRole('listbox').focus();
    await page.keyboard.press('Home');
    for (let row = 0; row < events; row++) await page.keyboard.press('ArrowDown');
    await page.getByRole('article', { name: new RegExp(`, event ${events}$`) }).waitFor();
    for (const view of ['Problems', 'Overview', 'Conversations']) {
      await page.getByRole('link', { name: view }).click();
      await page.locator('main *').first().waitFor();
    }
    await page.getByRole('listbox').focus();
    const conversations = collector.collector.feed.events.map(({ conversationId }) => conversationId);
    const count = new Set(conversations.filter((id) => id !== undefined)).size;
    for (let row = 0; row < count; row++) await page.keyboard.press('ArrowDown');
    await page.locator('.timeline').waitFor();
    expect(faults).toEqual([]);
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390],
  ] as const)('the live page passes axe, %s and %d pixels wide', async (colorScheme, width) => {
    const collector = await startCollector();
    const { page } = await openPage(browser, collector.url, { colorScheme, viewport: { width, height: 800 } });
    await page.getByRole('heading', { name: 'Waiting for events' }).waitFor();
    await expectAccessible(page);
    await send(collector, CONVERSATION);
    await collector.post('/v1/trakc', {});
    await rows(page).first().waitFor();
    await expectAccessible(page);
    for (const hash of ['#events/7', '#conversations/c1', '#problems', '#overview']) {
      await page.goto(`${collector.url}/${hash}`);
      await page.locator('main :is(article, figure)').first().waitFor();
      await expectAccessible(page);
      const { scrollWidth, clientWidth } = await page.locator('html').evaluate((root) => root);
      expect([hash, scrollWidth]).toEqual([hash, clientWidth]);
    }
  });
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { NO_DELIVERY_PROBLEMS } from '../../src/listen/delivery-problem-lines.js';
import { messageSent } from '../send/run-send.js';
import { bundleForBrowsers } from '../support/bundle-for-browsers.js';
import { hasChromium, launchChromium } from '../support/chromium.js';
import type { TestCollector } from './start-collector.js';
import { startCollector } from './start-collector.js';

/** Segment’s browser library as an app bundles it. */
function bundledLibrary(): Promise<string> {
  return bundleForBrowsers(
    "import { AnalyticsBrowser } from '@segment/analytics-next'; window.AnalyticsBrowser = AnalyticsBrowser;",
  );
}

/** What the page does, as it is written in the page. */
interface Library {
  load(settings: object, options?: object): Promise<readonly [Analytics, unknown]>;
}
interface Analytics {
  track(event: string, properties: object): Promise<unknown>;
  identify(id: string, traits: object): Promise<unknown>;
  page(name: string): Promise<unknown>;
}
declare const AnalyticsBrowser: Library;
declare const navigator: { sendBeacon(url: string, body: Blob): boolean };

async function arrived(collector: TestCollector, count: number): Promise<void> {
  for (let waited = 0; collector.records.length < count && waited < 15_000; waited += 50) await sleep(50);
  expect(collector.collector.deliveryProblems).toEqual(NO_DELIVERY_PROBLEMS);
}

describe.skipIf(!hasChromium('listen with Segment’s browser library in Chromium'))(
  'listen with Segment’s browser library in Chromium',
  () => {
    let browser: Browser;
    let library = '';

    beforeAll(async () => {
      [browser, library] = await Promise.all([launchChromium(['evil.test', 'named.test']), bundledLibrary()]);
    });
    afterAll(() => browser?.close());

    /** Opens a page of an app with the library, on a server of its own: to the collector, another origin. */
    async function openApp(host = 'localhost'): Promise<Page> {
      const server = createServer((request, response) => {
        if (request.url === '/library.js') response.setHeader('content-type', 'text/javascript').end(library);
        else response.setHeader('content-type', 'text/html').end('<script src="/library.js"></script>');
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const page = await browser.newPage();
      onTestFinished(async () => {
        await page.close();
        server.closeAllConnections();
        server.close();
      });
      await page.goto(`http://${host}:${(server.address() as AddressInfo).port}/`);
      return page;
    }

    it('listen checks the events of the browser library, which needs no setting but cdnURL', async () => {
      const collector = await startCollector();
      const page = await openApp();
      await page.evaluate(async (cdnURL) => {
        const [analytics] = await AnalyticsBrowser.load({ writeKey: 'key-of-the-page', cdnURL });
        await analytics.identify('u1', { plan: 'pro' });
        await analytics.page('Help');
        await analytics.track('Conversation Started', { conversationId: 'c1' });
        await analytics.track('Feedback Submitted', { conversationId: 'c1', messageId: 'm1', rating: '5' });
      }, collector.url);
      await arrived(collector, 4);
      expect(collector.records.map(({ call, event, valid }) => [call, event, valid])).toEqual([
        ['identify', undefined, true],
        ['page', undefined, true],
        ['track', 'Conversation Started', true],
        ['track', 'Feedback Submitted', false],
      ]);
      expect(collector.records.flatMap(({ problems }) => problems.map(({ pointer }) => pointer))).toEqual([
        '/properties/rating',
      ]);
      expect(JSON.stringify(collector.events())).not.toContain('key-of-the-page');
    });

    it('listen gets the last batch of the browser library when its page is closed', async () => {
      const collector = await startCollector();
      const page = await openApp();
      await page.evaluate(async (cdnURL) => {
        const deliveryStrategy = { strategy: 'batching', config: { size: 100, timeout: 60_000 } };
        const integrations = { 'Segment.io': { deliveryStrategy } };
        const [analytics] = await AnalyticsBrowser.load({ writeKey: 'key', cdnURL }, { integrations });
        await analytics.identify('u1', {});
        await analytics.track('Conversation Started', { conversationId: 'c1' });
        await analytics.track('Conversation Ended', { conversationId: 'c1' });
      }, collector.url);
      expect(collector.records).toHaveLength(0);
      await page.goto('about:blank');
      await arrived(collector, 3);
      expect(collector.records.map(({ event, valid }) => [event, valid])).toEqual([
        [undefined, true],
        ['Conversation Started', true],
        ['Conversation Ended', true],
      ]);
      expect(collector.collector.feed.events.every(({ path }) => path === '/v1/b')).toBe(true);
    });

    it.each(['text/plain', 'application/json'])('listen gets events sent by sendBeacon as %s', async (type) => {
      const collector = await startCollector();
      const page = await openApp();
      const body = JSON.stringify({ ...messageSent(1), writeKey: 'key' });
      const url = `${collector.url}/v1/track`;
      const wasQueued = await page.evaluate(
        (beacon) => navigator.sendBeacon(beacon.url, new Blob([beacon.body], { type: beacon.type })),
        { url, body, type },
      );
      expect(wasQueued).toBe(true);
      await arrived(collector, 1);
      expect(collector.events()).toEqual([messageSent(1)]);
    });

    it('listen neither takes events from pages of another machine nor shows them any, whatever host name they use', async () => {
      const collector = await startCollector({ allowOrigins: ['http://named.test'] });
      await collector.post('/v1/track', messageSent(1, 'a secret'));
      const { port } = new URL(collector.url);
      const page = await openApp('evil.test');
      /** What a page can get at from there: the statuses of what it may look at, else that it may not. */
      const tries = (base: string) =>
        page.evaluate(
          async ({ base, event }) => {
            const ask = (path: string, how: object = {}) =>
              fetch(base + path, how).then(
                async (response) => `${response.status} ${(await response.text()).includes('secret')}`,
                () => 'failed',
              );
            const send = { method: 'POST', body: event };
            return [await ask('/_/events'), await ask('/_/reset', { method: 'POST' }), await ask('/v1/track', send)];
          },
          { base, event: JSON.stringify(messageSent(2)) },
        );
      expect(await tries(collector.url)).toEqual(['failed', 'failed', 'failed']);
      // The name server of the attacker turns to this machine: to the browser, the collector is the page’s own origin.
      await page.goto(`http://evil.test:${port}/`);
      expect(await tries('')).toEqual(['403 false', '403 false', '403 false']);
      expect(collector.collector.feed.events).toHaveLength(1);
      // Another page on this machine can send, but not read; the policy of the live page allows requests to its own origin only.
      await page.goto(`http://localhost:${port}/none`);
      expect((await tries(collector.url)).slice(0, 2)).toEqual(['failed', 'failed']);
      expect(collector.records).toHaveLength(2);
      expect(await tries('')).toEqual(['200 true', '204 false', '200 false']);
    });
  },
);

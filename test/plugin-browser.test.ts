import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { TestCollector } from './listen/start-collector.js';
import { startCollector } from './listen/start-collector.js';
import { bundleForBrowsers } from './support/bundle-for-browsers.js';
import { hasChromium, launchChromium } from './support/chromium.js';

/** Segment's library and the package's plugin, as a bundler for browsers takes them. */
function bundledApp(): Promise<string> {
  return bundleForBrowsers(`
    import { AnalyticsBrowser } from '@segment/analytics-next';
    import { copilotEventsPlugin, InvalidEventError } from 'copilot-events/plugin';
    Object.assign(window, { AnalyticsBrowser, copilotEventsPlugin, InvalidEventError });`);
}

/** What the page has, as code in it sees it. */
interface Analytics {
  register(plugin: object): Promise<unknown>;
  track(event: string, properties: object): Promise<unknown>;
  identify(id: string): Promise<unknown>;
}
interface Plugin {
  readonly checked: number;
  readonly invalid: number;
  readonly dropped: number;
  readonly problems: readonly { readonly rule: string; readonly path: string }[];
}
declare const AnalyticsBrowser: { load(settings: object): Analytics & PromiseLike<readonly [Analytics, unknown]> };
declare const copilotEventsPlugin: (options: object) => Plugin;
declare const InvalidEventError: new () => Error;

const MODES = ['warn', 'collect', 'drop', 'throw'] as const;

describe.skipIf(!hasChromium('the plugin with Segment’s browser library in Chromium'))(
  'the plugin with Segment’s browser library in Chromium',
  () => {
    let browser: Browser;
    let app = '';

    beforeAll(async () => {
      [browser, app] = await Promise.all([launchChromium(), bundledApp()]);
    });
    afterAll(() => browser?.close());

    /** Tracks a valid and an invalid event on a page, in a mode of the plugin. */
    async function trackIn(mode: (typeof MODES)[number], collector: TestCollector) {
      const server = createServer((request, response) => {
        if (request.url === '/app.js') response.setHeader('content-type', 'text/javascript').end(app);
        else response.setHeader('content-type', 'text/html').end('<script src="/app.js"></script>');
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const page = await browser.newPage();
      onTestFinished(async () => {
        await page.close();
        server.closeAllConnections();
        server.close();
      });
      await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
      return page.evaluate(
        async ({ cdnURL, mode }) => {
          const logged: string[] = [];
          const log = (text: string) => logged.push(text);
          const plugin = copilotEventsPlugin({ mode, log });
          const analytics = AnalyticsBrowser.load({ writeKey: 'key', cdnURL });
          await analytics.register(plugin);
          await analytics.identify('u1');
          await analytics.track('Conversation Started', { conversationId: 'c1' });
          const thrown: string[] = [];
          await analytics
            .track('Feedback Submitted', { conversationId: 'c1', rating: '5' })
            .catch((error: Error) => thrown.push(`${error instanceof InvalidEventError} ${error.message}`));
          const { checked, invalid, dropped } = plugin;
          const problems = plugin.problems.map(({ rule, path }) => `${rule} ${path}`);
          return { counts: { checked, invalid, dropped }, problems, logged, thrown };
        },
        { cdnURL: collector.url, mode },
      );
    }

    it.each(MODES)('the plugin in mode %s works with Segment’s browser library', async (mode) => {
      const collector = await startCollector();
      const { counts, problems, logged, thrown } = await trackIn(mode, collector);
      const isSent = mode === 'warn' || mode === 'collect';
      for (let waited = 0; collector.records.length < (isSent ? 3 : 2) && waited < 15_000; waited += 50)
        await sleep(50);
      // What was dropped would have come by now, in another try.
      if (!isSent) await sleep(300);
      expect(collector.records.map(({ event }) => event)).toEqual([
        undefined,
        'Conversation Started',
        ...(isSent ? ['Feedback Submitted'] : []),
      ]);
      expect(counts).toEqual({ checked: 3, invalid: 1, dropped: mode === 'drop' ? 1 : 0 });
      expect(problems).toEqual(mode === 'collect' ? ['schema/type properties.rating'] : []);
      const text = 'properties.rating is a string; a number is needed';
      expect(logged).toEqual(mode === 'warn' || mode === 'drop' ? [expect.stringContaining(text)] : []);
      expect(thrown).toEqual(
        mode === 'throw' ? [expect.stringMatching(/^true Feedback Submitted .* was not tracked:/)] : [],
      );
    });
  },
);

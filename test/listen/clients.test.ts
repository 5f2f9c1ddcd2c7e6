import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import { describe, expect, it } from 'vitest';
import { NO_DELIVERY_PROBLEMS } from '../../src/listen/delivery-problem-lines.js';
import { startCollector } from './start-collector.js';

const STARTED = { userId: 'u1', event: 'Conversation Started', properties: { conversationId: 'c1' } };
const RATED = {
  userId: 'u1',
  event: 'Feedback Submitted',
  properties: { conversationId: 'c1', messageId: 'm1', rating: '5' },
};
const WRITE_KEY = 'key-of-the-client';

describe('listen with @segment/analytics-node', () => {
  it('listen checks all six calls of @segment/analytics-node', async () => {
    const collector = await startCollector();
    const errors: unknown[] = [];
    const analytics = new Analytics({ writeKey: WRITE_KEY, host: collector.url, flushAt: 4 });
    analytics.on('error', (error) => errors.push(error));
    analytics.track(STARTED);
    analytics.track(RATED);
    analytics.identify({ userId: 'u1', traits: { plan: 'pro' } });
    analytics.page({ userId: 'u1', name: 'Help' });
    analytics.screen({ anonymousId: 'a1', name: 'Help' });
    analytics.group({ userId: 'u1', groupId: 'g1' });
    analytics.alias({ userId: 'u1', previousId: 'u0' });
    await analytics.closeAndFlush();
    expect(errors).toEqual([]);
    expect(collector.records.map(({ call, event, valid }) => [call, event, valid])).toEqual([
      ['track', 'Conversation Started', true],
      ['track', 'Feedback Submitted', false],
      ['identify', undefined, true],
      ['page', undefined, true],
      ['screen', undefined, true],
      ['group', undefined, true],
      ['alias', undefined, true],
    ]);
    expect(collector.collector.summary).toMatchObject({ requests: 2, errors: 1, warnings: 0 });
    expect(collector.collector.deliveryProblems).toEqual(NO_DELIVERY_PROBLEMS);
    expect(JSON.stringify(collector.events())).not.toContain(WRITE_KEY);
  });

  it('listen answers @segment/analytics-node with an error when Segment would, so that the SDK reports lost events', async () => {
    const collector = await startCollector({ limits: { batchBytes: 500 } });
    const errors: { code?: string }[] = [];
    const analytics = new Analytics({ writeKey: WRITE_KEY, host: collector.url, maxRetries: 0 });
    analytics.on('error', (error) => errors.push(error));
    for (let count = 0; count < 5; count++) analytics.track(STARTED);
    await analytics.closeAndFlush();
    expect(errors.length).toBeGreaterThan(0);
    expect(collector.collector.summary.byRule).toEqual({ 'request/too-large': 5 });
  });
});

describe('listen with @rudderstack/rudder-sdk-node', () => {
  it('listen checks gzip batches of @rudderstack/rudder-sdk-node', async () => {
    const collector = await startCollector();
    const analytics = new RudderAnalytics(WRITE_KEY, { dataPlaneUrl: collector.url, logLevel: 'error', gzip: true });
    analytics.track(STARTED);
    analytics.track(RATED);
    analytics.identify({ userId: 'u1', traits: { plan: 'pro' } });
    await new Promise((resolve) => analytics.flush(resolve));
    expect(collector.records.map(({ call, event, valid }) => [call, event, valid])).toEqual([
      ['track', 'Conversation Started', true],
      ['track', 'Feedback Submitted', false],
      ['identify', undefined, true],
    ]);
    expect(collector.records[1]?.problems).toMatchObject([{ rule: 'schema/type', pointer: '/properties/rating' }]);
    expect(collector.collector.deliveryProblems).toEqual(NO_DELIVERY_PROBLEMS);
    expect(JSON.stringify(collector.events())).not.toContain(WRITE_KEY);
  });
});

import { describe, expect, it } from 'vitest';
import { createLiveCheck } from '../../src/check/live-check.js';
import { ruleLevels } from '../../src/check/rule-levels.js';
import { listenClient } from '../../src/testing.js';
import { messageSent } from '../send/run-send.js';
import { startCollector } from './start-collector.js';

const STARTED = { type: 'track', event: 'Conversation Started', userId: 'u1', properties: { conversationId: 'c_1' } };

describe('tests that run side by side', () => {
  it('listenClient with a testId returns the events of its test, whether context or header names it', async () => {
    const collector = await startCollector();
    const [one, two] = ['one', 'two'].map((testId) => listenClient(collector.url, { testId }));
    if (one === undefined || two === undefined) throw new Error('no clients');
    await collector.post('/v1/batch', { batch: [messageSent(1), { ...messageSent(2), context: one.context }] });
    await collector.post('/v1/track', { ...messageSent(3), timestamp: 7 }, two.headers);
    // The context of an event counts before the header of its request.
    await collector.post('/v1/track', { ...messageSent(4), context: one.context }, two.headers);
    const numbers = async (client: typeof one) => (await client.events()).map(({ number }) => number);
    expect(await numbers(one)).toEqual([2, 4]);
    expect(await numbers(two)).toEqual([3]);
    expect(await numbers(listenClient(collector.url))).toEqual([1, 2, 3, 4]);
    expect(await two.problems()).toMatchObject([{ rule: 'schema/type' }]);
    expect(await one.problems()).toEqual([]);
    expect(await one.summary()).toMatchObject({ records: 2, valid: 2, errors: 0, requests: 2 });
    expect(await two.summary()).toMatchObject({ records: 1, errors: 1, requests: 1, byRule: { 'schema/type': 1 } });
    expect(await listenClient(collector.url, { testId: 'three' }).summary()).toMatchObject({ records: 0 });
  });

  it('listenClient.reset with a testId forgets the events of its test only', async () => {
    const collector = await startCollector();
    const one = listenClient(collector.url, { testId: 'one' });
    const two = listenClient(collector.url, { testId: 'two' });
    await collector.post('/v1/track', messageSent(1), one.headers);
    await collector.post('/v1/track', messageSent(2), two.headers);
    await one.reset();
    expect(await one.events()).toEqual([]);
    expect(await one.summary()).toMatchObject({ records: 0 });
    expect(await two.events()).toMatchObject([{ number: 2, testId: 'two' }]);
    await collector.post('/v1/track', messageSent(3), one.headers);
    expect(await one.waitForEvents(1)).toMatchObject([{ number: 3 }]);
  });

  it('listen checks the conversations of each test apart', async () => {
    const levelOf = ruleLevels([]);
    const collector = await startCollector({ conversations: () => createLiveCheck(levelOf) });
    const one = listenClient(collector.url, { testId: 'one' });
    const two = listenClient(collector.url, { testId: 'two' });
    await collector.post('/v1/track', STARTED, one.headers);
    await collector.post('/v1/track', STARTED, two.headers);
    expect(await two.problems()).toEqual([]);
    await collector.post('/v1/track', STARTED, two.headers);
    expect(await two.problems()).toMatchObject([{ rule: 'conversation/duplicate-start' }]);
    expect(await one.problems()).toEqual([]);
  });

  it('listen forgets the oldest of more than 1,000 tests', async () => {
    const collector = await startCollector();
    for (let test = 0; test < 1001; test += 91) {
      const batch = Array.from({ length: 91 }, (_, at) => ({
        ...messageSent(at),
        context: { copilotEventsTestId: `t${test + at}` },
      }));
      await collector.post('/v1/batch', { batch });
    }
    expect(collector.collector.test('t0')).toBeUndefined();
    expect(collector.collector.test('t1000')?.tally.summary.records).toBe(1);
  });

  it('listenClient.waitForEvents waits for the events that its query asks for', async () => {
    const collector = await startCollector();
    const client = listenClient(collector.url);
    await collector.post('/v1/track', messageSent(1));
    setTimeout(() => collector.post('/v1/track', STARTED), 60);
    expect(await client.waitForEvents(1, { name: 'Conversation Started' })).toMatchObject([{ number: 2 }]);
    const query = { conversationId: 'c_9', timeoutMs: 40 };
    await expect(client.waitForEvents(1, query)).rejects.toThrow('only 0 of 1 events came within 40 ms');
  });
});

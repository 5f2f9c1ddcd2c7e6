import { describe, expect, it } from 'vitest';
import type { CheckedEvent } from '../../src/listen/checked-event.js';
import { messageSent } from '../send/run-send.js';
import { startCollector } from './start-collector.js';

const STARTED = { type: 'track', event: 'Conversation Started', userId: 'u2', properties: { conversationId: 'c_2' } };
const BAD = {
  ...messageSent(2),
  timestamp: 7,
  properties: { conversationId: 'c_2', messageId: 'm_2', message_body: 'Hi' },
};
const IDENTIFY = { type: 'identify', userId: 'u2', traits: {} };

describe('the filters of GET /_/events and /_/problems', () => {
  it('GET /_/events returns the events that its query asks for', async () => {
    const { url, post } = await startCollector();
    await post('/v1/batch', { batch: [messageSent(1), STARTED, BAD, IDENTIFY] });
    const numbers = async (query: string) => {
      const { events } = (await (await fetch(`${url}/_/events?${query}`)).json()) as { events: CheckedEvent[] };
      return events.map(({ number }) => number);
    };
    expect(await numbers('name=Message+Sent')).toEqual([1, 3]);
    expect(await numbers('name=identify')).toEqual([4]);
    expect(await numbers('name=(identify)')).toEqual([4]);
    expect(await numbers('conversationId=c_2')).toEqual([2, 3]);
    expect(await numbers('userId=u2')).toEqual([2, 4]);
    expect(await numbers('valid=false')).toEqual([3]);
    expect(await numbers('valid=true&name=Message%20Sent')).toEqual([1]);
    expect(await numbers('name=nothing')).toEqual([]);
    const problems = await (await fetch(`${url}/_/problems?conversationId=c_2`)).json();
    expect(problems).toMatchObject({ problems: [{ rule: 'schema/type', record: 3 }] });
  });

  it.each([
    ['valid=yes', 'valid is true or false'],
    ['event=x', 'there is no parameter event; use name, conversationId, userId, valid, testId'],
  ])('GET /_/events?%s is answered 400', async (query, error) => {
    const { url } = await startCollector();
    const response = await fetch(`${url}/_/events?${query}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error });
  });
});

import { describe, expect, it } from 'vitest';
import type { CheckedEvent } from '../../src/listen/checked-event.js';
import { entryOfEvent } from '../../src/viewer/model/entry.js';
import { Tallies } from '../../src/viewer/model/tallies.js';
import { checkedEvent, hello, numbers, problemAt } from './checked.js';

function tallied(events: readonly CheckedEvent[]): Tallies {
  const tallies = new Tallies(hello().known);
  for (const event of events) tallies.add(entryOfEvent(event));
  return tallies;
}

describe('Tallies', () => {
  it('Tallies counts by event, rule and field, and groups problems that differ only in their place', () => {
    const wrong = (number: number, at: string) => checkedEvent(number, { problems: [problemAt(at)] });
    const warned = checkedEvent(3, {
      problems: [problemAt('/role', { rule: 'property/misplaced', severity: 'warning' })],
    });
    const tallies = tallied([
      wrong(1, '/properties/items/0/id'),
      wrong(2, '/properties/items/7/id'),
      warned,
      checkedEvent(4, { name: 'Other' }),
    ]);
    const { events, rules, fields } = tallies.overview();
    expect(events.shown).toEqual([
      { name: 'Message Sent', valid: 1, invalid: 2, errors: 2, warnings: 1 },
      { name: 'Other', valid: 1, invalid: 0, errors: 0, warnings: 0 },
    ]);
    expect(rules.shown.map(({ rule, count }) => [rule, count])).toEqual([
      ['schema/type', 2],
      ['property/misplaced', 1],
    ]);
    expect(fields.shown[0]).toEqual({ path: 'properties.items[*].id', errors: 2, warnings: 0 });
    const [group] = tallies.groups().shown;
    expect(group).toMatchObject({ count: 2, pointer: '/properties/items/*/id' });
    expect(group?.entries.map(({ id }) => id)).toEqual([1, 2]);
  });

  it('Tallies counts the events and fields that were never seen', () => {
    const { coverage } = tallied([checkedEvent(1), checkedEvent(2, { event: { event: 'Message Sent' } })]).overview();
    const [sent, received] = coverage.events.shown;
    expect(sent?.fields.shown.map(({ path, seen }) => [path, seen])).toEqual([
      ['properties.conversationId', 1],
      ['properties.messageId', 1],
      ['properties.message_body', 1],
      ['properties.role', 0],
    ]);
    expect([sent?.count, received?.count]).toEqual([2, 0]);
  });

  it('Tallies counts conversations, their messages and ratings', () => {
    const rated = (number: number, rating: unknown) =>
      checkedEvent(number, { name: 'Feedback Submitted', event: { properties: { rating } } });
    const tallies = tallied([
      ...numbers(1, 6).map((number) => checkedEvent(number)),
      checkedEvent(7, { conversationId: 'c2', problems: [problemAt('/event')] }),
      checkedEvent(8, { conversationId: 'c2', name: 'Conversation Ended' }),
      ...[5, 5, 2, '5'].map((rating, index) => rated(9 + index, rating)),
    ]);
    const { conversations, feedback } = tallies.overview();
    expect(tallies.conversations.list()).toMatchObject([
      { id: 'c1', events: 10, messages: 6, errors: 0, hasEnded: false },
      { id: 'c2', events: 2, messages: 1, errors: 1, hasEnded: true },
    ]);
    expect(conversations.byMessages.filter(({ conversations }) => conversations > 0)).toEqual([
      { from: 1, to: 1, conversations: 1 },
      { from: 6, to: 7, conversations: 1 },
    ]);
    expect(feedback).toEqual({
      events: 4,
      rated: 3,
      mean: 4,
      ratings: {
        shown: [
          { rating: 2, count: 1 },
          { rating: 5, count: 2 },
        ],
        total: 2,
      },
    });
  });

  it('Tallies holds a bounded number of names', () => {
    const tallies = new Tallies(hello().known);
    const day = 86_400_000;
    for (let number = 1; number <= 6000; number++) {
      const name = `Event ${number}`;
      const receivedAt = new Date(Date.UTC(2026, 0, 1) + number * day).toISOString();
      const problems = [problemAt(`/properties/p${number}`, { rule: `schema/r${number}` })];
      tallies.add(entryOfEvent(checkedEvent(number, { name, receivedAt, problems, conversationId: `c${number}` })));
    }
    const { events, rules, fields, time, conversations } = tallies.overview();
    const groups = tallies.groups();
    const shown = [events, rules, fields, groups].map((list) => list.shown.length);
    expect(shown).toEqual([500, 500, 500, 300]);
    expect([events.total, rules.total, fields.total, groups.total]).toEqual([6000, 6000, 6000, 6000]);
    expect(time?.buckets).toHaveLength(120);
    expect(tallies.conversations.list()).toHaveLength(2000);
    expect(conversations).toMatchObject({ total: 6000, exact: false });
  });

  it('Tallies keeps every event in the chart while its buckets grow wider', () => {
    const seconds = [0, 1, 1, 119, 121, 4000, 4001, 90_000];
    const tallies = tallied(
      seconds.map((second, index) =>
        checkedEvent(index + 1, { receivedAt: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString() }),
      ),
    );
    const { time } = tallies.overview();
    expect(time?.bucketMs).toBe(900_000);
    expect(time?.from).toBe(Date.UTC(2026, 0, 1));
    const filled = time?.buckets.flatMap(({ valid }, index) => (valid > 0 ? [[index, valid]] : []));
    expect(filled).toEqual([
      [0, 5],
      [4, 2],
      [100, 1],
    ]);
  });
});

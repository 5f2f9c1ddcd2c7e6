import { describe, expect, it } from 'vitest';
import type { CheckedEvent } from '../../src/listen/checked-event.js';
import { talliedEvent } from '../../src/overview/tallied-event.js';
import { Tallies } from '../../src/overview/tallies.js';
import { checkedEvent, hello, numbers, problemAt } from './checked.js';

function tallied(events: readonly CheckedEvent[]): Tallies {
  const tallies = new Tallies(hello().known);
  for (const event of events) tallies.add(talliedEvent(event));
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
    expect(group?.examples.map(({ id }) => id)).toEqual([1, 2]);
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
      checkedEvent(number, { name: 'Feedback Submitted', event: { properties: { conversationId: 'c1', rating } } });
    const tallies = tallied([
      ...numbers(1, 6).map((number) => checkedEvent(number)),
      checkedEvent(7, { conversationId: 'c2', problems: [problemAt('/event')] }),
      checkedEvent(8, { conversationId: 'c2', name: 'Conversation Ended' }),
      ...[5, 5, 2, '5', Number.POSITIVE_INFINITY, -1e308].map((rating, index) => rated(9 + index, rating)),
    ]);
    const { conversations, feedback } = tallies.overview();
    expect(tallies.conversations.list()).toMatchObject([
      { id: 'c1', events: 12, messages: 6, errors: 0, hasEnded: false },
      { id: 'c2', events: 2, messages: 1, errors: 1, hasEnded: true },
    ]);
    expect(conversations.byMessages.filter(({ conversations }) => conversations > 0)).toEqual([
      { from: 1, to: 1, conversations: 1 },
      { from: 6, to: 7, conversations: 1 },
    ]);
    expect(feedback).toEqual({
      events: 6,
      rated: 3,
      mean: 4,
      byRelease: { shown: [], total: 0 },
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
      tallies.add(talliedEvent(checkedEvent(number, { name, receivedAt, problems, conversationId: `c${number}` })));
    }
    const { events, rules, fields, time, conversations } = tallies.overview();
    const groups = tallies.groups();
    const shown = [events, rules, fields, groups].map((list) => list.shown.length);
    expect(shown).toEqual([500, 500, 500, 300]);
    expect([events.total, rules.total, fields.total, groups.total]).toEqual([6000, 6000, 6000, 6000]);
    expect(time?.buckets.length).toBeLessThanOrEqual(120);
    expect(tallies.conversations.list()).toHaveLength(2000);
    expect(conversations).toMatchObject({ total: 6000, exact: false });
  });

  it('Tallies goes on from a state as if it had counted all events itself', () => {
    const events = numbers(1, 40).map((number) =>
      checkedEvent(number, {
        name: number % 3 === 0 ? 'toString' : 'Feedback Submitted',
        conversationId: `c${number % 4}`,
        problems: number % 5 === 0 ? [problemAt('/properties/rating', { hint: '__proto__' })] : [],
      }),
    );
    const [before, after] = [events.slice(0, 17), events.slice(17)];
    const resumed = new Tallies(hello().known, JSON.parse(JSON.stringify(tallied(before).state)));
    for (const event of after) resumed.add(talliedEvent(event));
    const all = tallied(events);
    expect(resumed.overview()).toEqual(all.overview());
    expect(resumed.groups()).toEqual(all.groups());
    expect(resumed.conversations.list()).toEqual(all.conversations.list());
  });

  it('Tallies groups problems by rule, field and fix, with the events that have them', () => {
    const named = (number: number, name: string, hint: string) =>
      checkedEvent(number, { name, problems: [problemAt('/properties/conversationId', { hint })] });
    const { shown } = tallied([
      named(1, 'Message Sent', 'rename it'),
      named(2, 'Message Received', 'rename it'),
      named(3, 'Message Sent', 'rename it'),
      named(4, 'Message Sent', 'add it'),
    ]).groups();
    expect(shown.map(({ count, events }) => [count, events.shown])).toEqual([
      [
        3,
        [
          { name: 'Message Sent', count: 2 },
          { name: 'Message Received', count: 1 },
        ],
      ],
      [1, [{ name: 'Message Sent', count: 1 }]],
    ]);
  });

  it('Tallies keeps of each group when its problems happened, when they arrived, and in which releases', () => {
    const bad = (number: number, at: string, version: string) =>
      checkedEvent(number, {
        problems: [problemAt('/properties/rating')],
        event: { timestamp: at, context: { app: { version } } },
      });
    const tallies = tallied([
      bad(1, '2025-05-02T00:00:00Z', '2.0'),
      bad(2, '2025-05-01T00:00:00Z', '2.0'),
      checkedEvent(150),
      bad(300, '2025-05-03T00:00:00Z', '1.9'),
    ]);
    const [group] = tallies.groups().shown;
    expect(group?.releases.shown).toEqual([
      { name: '2.0', count: 2 },
      { name: '1.9', count: 1 },
    ]);
    expect(group?.span).toEqual({ first: Date.UTC(2025, 4, 1), last: Date.UTC(2025, 4, 3), counts: [2, 0, 0, 1] });
    expect(tallies.releases().shown).toEqual([
      { name: '2.0', events: 2, problems: 2 },
      { name: '', events: 1, problems: 0 },
      { name: '1.9', events: 1, problems: 1 },
    ]);
  });

  it('Tallies counts an event in the conversation that it means, under whatever name the id stands', () => {
    const misnamed = checkedEvent(2, { event: { properties: { conversation_id: 'c1' } } });
    expect(tallied([checkedEvent(1), misnamed]).conversations.list()).toMatchObject([{ id: 'c1', events: 2 }]);
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

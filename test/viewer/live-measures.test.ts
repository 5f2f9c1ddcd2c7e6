import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConversationMeasures } from '../../src/conversations/conversation-measures.js';
import { RECEIVED, SENT } from '../../src/conversations/event-kind.js';
import type { FactRow } from '../../src/conversations/fact-row.js';
import type { CheckedEvent } from '../../src/listen/checked-event.js';
import { talliedEvent } from '../../src/overview/tallied-event.js';
import { Tallies } from '../../src/overview/tallies.js';
import { runs } from '../properties/runs.js';
import { checkedEvent, hello, problemAt } from './checked.js';

const START = Date.UTC(2026, 0, 1);

interface Sent {
  readonly name: string;
  /** Milliseconds after the start. */
  readonly at: number;
  readonly conversationId?: string;
  readonly messageId?: string;
  readonly version?: string;
}

function event(number: number, { name, at, conversationId = 'c1', messageId = `m${number}`, version }: Sent) {
  const properties = { conversationId, messageId };
  const context = version === undefined ? {} : { context: { app: { version } } };
  const timestamp = new Date(START + at).toISOString();
  return checkedEvent(number, { name, event: { type: 'track', event: name, timestamp, properties, ...context } });
}

function tallied(events: readonly CheckedEvent[]): Tallies {
  const tallies = new Tallies(hello().known);
  for (const one of events) tallies.add(talliedEvent(one));
  return tallies;
}

const measuresOf = (sent: readonly Sent[]) =>
  tallied(sent.map((one, index) => event(index + 1, one))).overview().measures;

describe('measures of conversations that go on', () => {
  it('count how far conversations get, turns, and how long replies took', () => {
    const measures = measuresOf([
      { name: 'Conversation Started', at: 0 },
      { name: 'Message Sent', at: 1000 },
      { name: 'message_received', at: 3000 },
      { name: 'Message Sent', at: 9000 },
      { name: 'Conversation Started', at: 0, conversationId: 'c2' },
      { name: 'Message Sent', at: 0, conversationId: 'c2' },
      { name: 'Message Received', at: 40, conversationId: 'c2' },
      { name: 'Feedback Submitted', at: 50, conversationId: 'c2' },
      { name: 'Conversation Ended', at: 60, conversationId: 'c2' },
    ]);
    expect(measures).toEqual({
      total: 2,
      stages: { started: 2, sent: 2, received: 2, feedback: 1, ended: 1 },
      abandoned: 1,
      unanswered: 1,
      isGoingOn: true,
      turns: { p50: 1, p95: 1, max: 1 },
      replies: { count: 2, p50Ms: 40, p95Ms: 2000, maxMs: 2000, byRelease: { shown: [], total: 0 } },
    });
  });

  it('take events in the order of their time where clients send them in another order, and a repeated message once', () => {
    const measures = measuresOf([
      { name: 'Message Received', at: 30, messageId: 'r1' },
      { name: 'Message Received', at: 150, messageId: 'r2' },
      { name: 'Message Sent', at: 0, messageId: 's1' },
      { name: 'Message Sent', at: 100, messageId: 's2' },
      { name: 'Message Received', at: 30, messageId: 'r1' },
    ]);
    expect(measures?.replies).toMatchObject({ count: 2, p50Ms: 30, maxMs: 50 });
    expect(measures).toMatchObject({ unanswered: 0, turns: { max: 2 } });
  });

  it('list reply times by the release of the reply', () => {
    const turn = (id: string, version: string | undefined, ms: number): Sent[] => [
      { name: 'Message Sent', at: 0, conversationId: id },
      { name: 'Message Received', at: ms, conversationId: id, ...(version === undefined ? {} : { version }) },
    ];
    const all = [...turn('a', '1.0', 10), ...turn('b', '2.0', 50), ...turn('c', '2.0', 60), ...turn('d', undefined, 5)];
    expect(measuresOf(all)?.replies.byRelease).toEqual({
      shown: [
        { name: '2.0', count: 2, p50Ms: 50, p95Ms: 60 },
        { name: '1.0', count: 1, p50Ms: 10, p95Ms: 10 },
        { name: '', count: 1, p50Ms: 5, p95Ms: 5 },
      ],
      total: 3,
    });
  });

  it('stand in the chart at the time when the reply arrived', () => {
    const { time } = tallied([
      event(1, { name: 'Message Sent', at: 0 }),
      event(200, { name: 'Message Received', at: 60 }),
    ]).overview();
    // Numbers are tens of milliseconds in which they arrived.
    expect(time?.buckets.map(({ replies }) => replies)).toEqual([
      undefined,
      undefined,
      { count: 1, p50Ms: 60, p95Ms: 60 },
    ]);
  });

  const someEvents = fc.array(
    fc.record({
      name: fc.constantFrom('Message Sent', 'Message Received', 'Conversation Started', 'Conversation Ended', 'Other'),
      at: fc.nat(1000),
      conversationId: fc.constantFrom('a', 'b'),
    }),
    { maxLength: 60 },
  );

  it('are the same after they were sent to another page as plain JSON', () => {
    fc.assert(
      fc.property(someEvents, fc.nat(60), (sent, cut) => {
        const events = sent.map((one, index) => event(index + 1, one));
        const resumed = new Tallies(hello().known, JSON.parse(JSON.stringify(tallied(events.slice(0, cut)).state)));
        for (const one of events.slice(cut)) resumed.add(talliedEvent(one));
        expect(resumed.overview()).toEqual(tallied(events).overview());
      }),
      runs(100),
    );
  });

  it('are those of a report where events arrive in the order of time', () => {
    fc.assert(
      fc.property(someEvents, (sent) => {
        const ordered = sent.filter(({ name }) => name.startsWith('Message')).sort((one, other) => one.at - other.at);
        const report = new ConversationMeasures();
        for (const id of ['a', 'b']) {
          report.begin();
          for (const { name, at, conversationId } of ordered) {
            const kind = name === 'Message Sent' ? SENT : RECEIVED;
            if (conversationId === id) report.add({ kind, ownTime: at } as FactRow, false);
          }
          report.end();
        }
        const { replies, ...rest } = report.summary();
        expect(measuresOf(ordered)).toEqual({
          ...rest,
          isGoingOn: true,
          replies: { ...replies, byRelease: { shown: [], total: 0 } },
        });
      }),
      runs(100),
    );
  });

  it('count conversations that are no longer kept', () => {
    const events = Array.from({ length: 5000 }, (_, index) =>
      event(index + 1, {
        name: index % 2 === 0 ? 'Message Sent' : 'Message Received',
        at: index,
        conversationId: `c${index >> 1}`,
      }),
    );
    const tallies = tallied(events);
    expect(tallies.overview().measures).toMatchObject({
      total: 2500,
      unanswered: 0,
      stages: { sent: 2500, received: 2500 },
      replies: { count: 2500, p50Ms: 1, maxMs: 1 },
      turns: { max: 1 },
    });
    expect(tallies.conversations.list()).toHaveLength(2000);
  });
});

describe('conversations that wait', () => {
  it('are those without a reply to the last message, and those that began without an end', () => {
    const list = tallied(
      [
        { name: 'Conversation Started', at: 0, conversationId: 'waits' },
        { name: 'Message Sent', at: 1, conversationId: 'waits' },
        { name: 'Conversation Started', at: 0, conversationId: 'done' },
        { name: 'Message Sent', at: 1, conversationId: 'done' },
        { name: 'Message Received', at: 2, conversationId: 'done' },
        { name: 'Conversation Ended', at: 3, conversationId: 'done' },
      ].map((one, index) => event(index + 1, one)),
    ).conversations.list();
    expect(list.map(({ id, isUnanswered, isOpen }) => [id, isUnanswered, isOpen])).toEqual([
      ['done', false, false],
      ['waits', true, true],
    ]);
  });
});

describe('events without a usable id', () => {
  it('are in no conversation, and are counted by what is wrong with their id', () => {
    const placeholder = problemAt('/properties/conversationId', {
      rule: 'value/placeholder',
      severity: 'warning',
      message: 'properties.conversationId is "undefined": the text of a missing value',
    });
    const missing = problemAt('/properties/conversationId', { message: 'properties.conversationId is missing' });
    const withId = (conversationId: string | undefined, problems: readonly (typeof missing)[]) => ({
      problems,
      event: { type: 'track', event: 'Message Sent', properties: { conversationId } },
    });
    const { conversations } = tallied([
      checkedEvent(1, withId('undefined', [placeholder])),
      checkedEvent(2, withId('undefined', [placeholder])),
      checkedEvent(3, withId(undefined, [missing])),
      checkedEvent(4, withId('c1', [])),
      // The rule is off: then it is an id like any other.
      checkedEvent(5, withId('undefined', [])),
    ]);
    expect(conversations.list().map(({ id, events }) => [id, events])).toEqual([
      ['undefined', 1],
      ['c1', 1],
    ]);
    expect(conversations.unplaced()).toEqual([
      { reason: placeholder.message, count: 2 },
      { reason: missing.message, count: 1 },
    ]);
  });
});

import type { CheckedEvent } from '../../src/listen/checked-event.js';
import { NO_DELIVERY_PROBLEMS } from '../../src/listen/delivery-problem-lines.js';
import type { EventsMessage, Hello } from '../../src/listen/stream-messages.js';
import { Tallies } from '../../src/overview/tallies.js';
import type { Problem } from '../../src/problem/problem.js';

/** A problem of a field, as `listen` sends it. */
export function problemAt(pointer: string, change: Partial<Problem> = {}): Problem {
  const path = pointer.slice(1).replaceAll('/', '.');
  return {
    rule: 'schema/type',
    severity: 'error',
    message: `${path} is a string; a number is needed`,
    file: '<listen>',
    record: 1,
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: 2,
    pointer,
    path,
    ...change,
  };
}

/** An event that arrived, valid unless there are errors among its problems. */
export function checkedEvent(number: number, change: Partial<CheckedEvent> = {}): CheckedEvent {
  const conversationId = change.conversationId ?? 'c1';
  const name = change.name ?? 'Message Sent';
  const problems = change.problems ?? [];
  return {
    number,
    receivedAt: new Date(Date.UTC(2026, 0, 1) + number * 10).toISOString(),
    path: '/v1/batch',
    name,
    conversationId,
    valid: problems.every(({ severity }) => severity !== 'error'),
    problems,
    event: {
      type: 'track',
      event: name,
      userId: 'u1',
      properties: { conversationId, messageId: `m${number}`, message_body: 'Where is my order?' },
    },
    ...change,
  };
}

/** The first message of a collector. */
export function hello(epoch = 'first'): Hello {
  const fields = ['properties.conversationId', 'properties.messageId', 'properties.message_body', 'properties.role'];
  const known = ['Message Sent', 'Message Received'].map((name) => ({
    names: [name] as const,
    origin: 'spec' as const,
    fields: fields.map((path) => ({ path, required: path !== 'properties.role' })),
  }));
  return { epoch, version: '1.2.3', showsValues: false, known, evicted: new Tallies(known).state };
}

/** A message with events; the totals count all events up to the last one. */
export function arrival(events: readonly CheckedEvent[], change: Partial<EventsMessage> = {}): EventsMessage {
  const records = events.at(-1)?.number ?? 0;
  return {
    events,
    skipped: 0,
    totals: { records, valid: records, errors: 0, warnings: 0 },
    deliveryProblems: NO_DELIVERY_PROBLEMS,
    ...change,
  };
}

/** Numbers from one to another, the last one included. */
export function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

import fc from 'fast-check';
import type { RecordFacts } from '../../src/conversations/record-facts.js';

/** One record of a log, as far as a conversation goes; `event` undefined for an ordinary track call. */
export interface Step {
  readonly event?: string | undefined;
  readonly conversation: string;
  readonly nearEvent?: string | undefined;
  readonly messageId?: string | undefined;
  readonly userId?: string | undefined;
  readonly messageCount?: number | undefined;
  readonly second?: number | undefined;
  readonly seenOnly?: boolean;
}

/** The facts of a step that stands on this line of its log. */
export function toFacts(step: Step, line: number): RecordFacts {
  const { event, conversation, nearEvent, messageId, userId, messageCount, second, seenOnly = false } = step;
  const timestamp = second === undefined ? undefined : `2024-05-15T15:00:0${second}Z`;
  const place = { file: 'a.ndjson', record: line, line, column: 1 };
  return {
    ...place,
    event,
    nearEvent,
    conversationId: conversation,
    messageId,
    userId,
    timestamp,
    messageCount,
    seenOnly,
  };
}

const EVENTS = [
  'Conversation Started',
  'Conversation Started',
  'Message Sent',
  'Message Sent',
  'Message Received',
  'Conversation Ended',
  'Conversation Ended',
  'Action Invoked',
  'Media Generated',
  'Feedback Submitted',
  'Feedback Submitted',
  undefined,
];

function rarely<Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
}

/** A record of one of some conversations, drawn without regard to those before it. */
export function steps(conversations: number): fc.Arbitrary<Step> {
  const step = fc.record({
    event: fc.constantFrom(...EVENTS),
    conversation: fc.nat(conversations - 1).map((number) => `c${number}`),
    nearEvent: fc.constant(undefined),
    messageId: fc.option(
      fc.nat(4).map((number) => `m${number}`),
      { nil: undefined },
    ),
    userId: fc.constantFrom(undefined, 'u1', 'u1', 'u2', 'u3'),
    messageCount: fc.option(fc.nat(4), { nil: undefined }),
    second: fc.option(fc.nat(9), { nil: undefined }),
    seenOnly: fc.nat(9).map((number) => number === 0),
  });
  const odd = rarely(fc.constantFrom('unreadable', ...EVENTS.slice(0, 7)));
  return fc.tuple(step, odd).map(([plain, name]) => {
    if (name === undefined) return plain;
    return name === 'unreadable' ? { ...plain, event: name } : { ...plain, event: undefined, nearEvent: name };
  });
}

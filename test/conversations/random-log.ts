import fc from 'fast-check';

/** One record of a log: its text, and what it means to its conversation, as its text was made to mean it. */
export interface Meant {
  readonly text: string;
  /** The conversations that it belongs to, or may belong to; none for a broken one that may belong to any. */
  readonly ids: readonly string[];
  /** What the id of its conversation begins with, where the text ends within it. */
  readonly idStart?: string;
  /** The spec event that it is; undefined for another one. */
  readonly event?: string | undefined;
  /** For a broken record, and for an event under a near name: what it may be, `other` for any that no rule knows. */
  readonly mayBe?: readonly string[];
  readonly isBroken?: boolean;
  /** Whether it has no part in any conversation. */
  readonly isOutside?: boolean;
  readonly seenOnly?: boolean;
  readonly messageId?: string | undefined;
  readonly userId?: string | undefined;
  readonly timestamp?: string | undefined;
  readonly count?: number | undefined;
}

export const EVENTS = [
  'Conversation Started',
  'Message Sent',
  'Message Received',
  'Conversation Ended',
  'Action Invoked',
  'Feedback Submitted',
];

const NEAR: Readonly<Record<string, string>> = {
  'Conversation Startet': 'Conversation Started',
  'Conversation Endet': 'Conversation Ended',
  'Message Sen': 'Message Sent',
  'Message Receivd': 'Message Received',
};

/** All events that a rule knows. */
const ANY = [...EVENTS, 'other'];

export const CONVERSATIONS = ['ab1', 'ab2', 'b3'];

/** Equal instants under different offsets, further digits, none, and such that cannot be used. */
const TIMESTAMPS = [
  ...['2024-05-15T15:00:00Z', '2024-05-15T17:00:00.000+02:00', '2024-05-15T15:00:00.0000000001Z'],
  ...['2024-05-15T15:00:01Z', '2024-05-15T15:00:02.5Z', '2024-05-15T14:00:03-01:00', '2024-05-15T15:00:04Z'],
  ...['2024-05-15T15:00:05Z', '2024-05-15T15:00:06Z', undefined, undefined, '2024-05-15 15:00:03', 'soon'],
];

interface Plain {
  readonly event: string;
  readonly conversation: string;
  readonly messageId: string | undefined;
  readonly userId: string | undefined;
  readonly timestamp: string | undefined;
  readonly count: number | undefined;
}

const plain: fc.Arbitrary<Plain> = fc.record({
  event: fc.constantFrom(...EVENTS, 'Conversation Started', 'Message Sent', 'Order Placed', 'Conversation Ended'),
  conversation: fc.constantFrom(...CONVERSATIONS),
  messageId: fc.option(fc.constantFrom('m1', 'm2', 'm3', 'm4'), { nil: undefined, freq: 8 }),
  userId: fc.constantFrom('u1', 'u1', 'u1', 'u2', 'u3', undefined),
  timestamp: fc.constantFrom(...TIMESTAMPS),
  count: fc.option(fc.nat(3), { nil: undefined }),
});

const FIELDS: Readonly<Record<string, object>> = {
  'Message Sent': { message_body: 'Hi \u00fc' },
  'Message Received': { message_body: 'Hello' },
  'Action Invoked': { type: 't', action: 'a' },
  'Feedback Submitted': { rating: 5 },
};

function objectOf({ event, userId, timestamp, messageId, count }: Plain, name: string, id: object): object {
  return {
    type: 'track',
    event: name,
    ...(userId === undefined ? { anonymousId: 'a' } : { userId }),
    ...(timestamp === undefined ? {} : { timestamp }),
    properties: {
      ...(messageId === undefined ? {} : { messageId }),
      ...FIELDS[event],
      ...(event === 'Conversation Ended' && count !== undefined ? { message_count: count } : {}),
      ...id,
    },
  };
}

function known(step: Plain): Omit<Meant, 'text' | 'ids'> {
  const { event, messageId, userId, timestamp, count } = step;
  const isSpec = EVENTS.includes(event);
  const isEnd = event === 'Conversation Ended';
  return { event: isSpec ? event : undefined, messageId, userId, timestamp, count: isEnd ? count : undefined };
}

function whole(step: Plain): Meant {
  const text = JSON.stringify(objectOf(step, step.event, { conversationId: step.conversation }));
  return { text, ids: [step.conversation], ...known(step) };
}

/** Records that are broken, or not what they seem, in one way each. */
const WAYS: readonly ((step: Plain) => Meant)[] = [
  // A near name.
  (step) => {
    const near = Object.entries(NEAR).find(([, name]) => name === step.event);
    if (near === undefined) return whole(step);
    const text = JSON.stringify(objectOf(step, near[0], { conversationId: step.conversation }));
    return { ...known(step), text, ids: [step.conversation], event: undefined, count: undefined, mayBe: [near[1]] };
  },
  // Cut at its very end: all can still be read.
  (step) => {
    const text = JSON.stringify(objectOf(step, step.event, { conversationId: step.conversation })).slice(0, -1);
    return { ...known(step), text, ids: [step.conversation], messageId: undefined, isBroken: true, ...mayBe(step) };
  },
  // Cut before the id of its conversation.
  (step) => {
    const text = JSON.stringify(objectOf(step, step.event, {})).slice(0, -2);
    return { ...known(step), text, ids: [], messageId: undefined, isBroken: true, ...mayBe(step) };
  },
  // Cut within that id.
  (step) => {
    const text = JSON.stringify(objectOf(step, step.event, { conversationId: 'ab' })).slice(0, -3);
    return { ...known(step), text, ids: [], idStart: 'ab', messageId: undefined, isBroken: true, ...mayBe(step) };
  },
  // Cut within the name of the event.
  ({ userId, timestamp }) => {
    const start = {
      type: 'track',
      ...(userId && { userId }),
      ...(timestamp && { timestamp }),
      event: 'Conversation S',
    };
    const text = JSON.stringify(start).slice(0, -2);
    return { text, ids: [], isBroken: true, mayBe: ['Conversation Started', 'other'], userId, timestamp };
  },
  // Nothing of it can be read but what it is.
  () => ({ text: '{"type":"track","prop', ids: [], isBroken: true, mayBe: ANY }),
  () => ({ text: 'ready on port 80', ids: [], isOutside: true }),
  () => ({ text: '{"level":"info","msg":"ready"', ids: [], isOutside: true }),
  (step) => ({
    text: JSON.stringify({ ...objectOf(step, 'x', {}), type: 'identify' }).slice(0, -1),
    ids: [],
    isOutside: true,
  }),
  // Its id is an object.
  (step) => {
    const text = JSON.stringify(objectOf(step, step.event, { conversationId: { id: step.conversation } }));
    return { ...known(step), text, ids: [step.conversation], isBroken: true, ...mayBe(step) };
  },
  (step) => {
    const text = JSON.stringify(objectOf(step, step.event, { conversationId: null }));
    return { ...known(step), text, ids: [], isBroken: true, ...mayBe(step) };
  },
  // An id is the text of a missing value, whether the record can be read or not.
  (step) => {
    const text = JSON.stringify(objectOf(step, step.event, { conversationId: 'undefined' }));
    return { ...known(step), text, ids: [], isBroken: true, ...mayBe(step) };
  },
  (step) => {
    const text = JSON.stringify(objectOf(step, step.event, { conversationId: '[object Object]' })).slice(0, -1);
    return { ...known(step), text, ids: [], messageId: undefined, isBroken: true, ...mayBe(step) };
  },
  (step) => {
    const value = objectOf({ ...step, messageId: ' null ' }, step.event, { conversationId: step.conversation });
    return { ...whole(step), text: JSON.stringify(value), messageId: undefined };
  },
  (step) => {
    const value = { ...objectOf(step, step.event, { conversationId: step.conversation }), userId: 'None' };
    return { ...whole(step), text: JSON.stringify(value), userId: undefined };
  },
  // The clock was not set, whether the record can be read or not.
  (step) => {
    const value = objectOf({ ...step, timestamp: '1970-01-01T00:00:00Z' }, step.event, {
      conversationId: step.conversation,
    });
    return { ...whole(step), text: JSON.stringify(value), timestamp: undefined };
  },
  (step) => {
    const value = objectOf({ ...step, timestamp: '0001-01-01T00:00:00Z' }, step.event, {
      conversationId: step.conversation,
    });
    const text = JSON.stringify(value).slice(0, -1);
    return { ...whole(step), text, timestamp: undefined, messageId: undefined, isBroken: true, ...mayBe(step) };
  },
  // The clock ran ahead, whether the record can be read or not.
  (step) => {
    const value = objectOf({ ...step, timestamp: '2999-05-15T15:00:00Z' }, step.event, {
      conversationId: step.conversation,
    });
    return { ...whole(step), text: JSON.stringify(value), timestamp: undefined };
  },
  (step) => {
    const value = objectOf({ ...step, timestamp: '9999-12-31T23:59:59Z' }, step.event, {
      conversationId: step.conversation,
    });
    const text = JSON.stringify(value).slice(0, -1);
    return { ...whole(step), text, timestamp: undefined, messageId: undefined, isBroken: true, ...mayBe(step) };
  },
  // It has no id, which only events of the spec need.
  (step) => {
    const text = JSON.stringify(objectOf(step, step.event, {}));
    return EVENTS.includes(step.event)
      ? { ...known(step), text, ids: [], isBroken: true, ...mayBe(step) }
      : { text, ids: [], isOutside: true };
  },
  // It has no event.
  (step) => {
    const { event: _event, ...rest } = objectOf(step, '', { conversationId: step.conversation }) as { event: string };
    return { ...known(step), text: JSON.stringify(rest), ids: [step.conversation], isBroken: true, mayBe: ANY };
  },
  // Its call is unknown: it counts, and no rule is checked on it.
  (step) => {
    const value = { ...objectOf(step, step.event, { conversationId: step.conversation }), type: 'trak' };
    return { ...whole(step), text: JSON.stringify(value), seenOnly: true };
  },
];

function mayBe({ event }: Plain): Pick<Meant, 'mayBe'> {
  return { mayBe: EVENTS.includes(event) ? [event] : ['other'] };
}

/** A record, drawn without regard to those before it; one of ten is broken or odd. */
export const meantRecords: fc.Arbitrary<Meant> = fc.oneof(
  { weight: 9, arbitrary: plain.map(whole) },
  { weight: 1, arbitrary: fc.tuple(plain, fc.constantFrom(...WAYS)).map(([step, way]) => way(step)) },
);

/** Conversations as they usually are: from a start to an end, one after the other, with a fault now and then. */
export const usualLog: fc.Arbitrary<Meant[]> = fc
  .array(
    fc.tuple(
      fc.constantFrom(...CONVERSATIONS),
      fc.array(plain, { maxLength: 6 }),
      fc.boolean(),
      fc.option(fc.tuple(fc.nat(7), fc.constantFrom(...WAYS)), { nil: undefined }),
    ),
    { maxLength: 4 },
  )
  .map((all) => {
    let second = 10;
    return all.flatMap(([conversation, steps, isTimed, odd]) => {
      const start = {
        event: 'Conversation Started',
        conversation,
        messageId: undefined,
        userId: 'u1',
        count: undefined,
      };
      const end = { ...start, event: 'Conversation Ended', count: steps.length };
      return [start, ...steps, end].map((step, index) => {
        const timestamp = isTimed ? `2024-05-15T15:00:${second++ % 60}.${'7'.repeat(1 + (index % 12))}Z` : undefined;
        const made = { ...step, conversation, userId: 'u1', timestamp: timestamp?.replace(':9.', ':09.') };
        return odd?.[0] === index ? odd[1](made) : whole(made);
      });
    });
  });

/** Many conversations of one or two records, so that far more of them have a problem than their few broken records explain. */
export const manyConversations: fc.Arbitrary<Meant[]> = fc
  .tuple(
    fc.array(plain, { minLength: 12, maxLength: 40 }),
    fc.array(fc.tuple(plain, fc.constantFrom(...WAYS)), { maxLength: 2 }),
  )
  .map(([steps, odd]) => [
    ...odd.map(([step, way]) => way(step)),
    ...steps.map((step, index) => whole({ ...step, conversation: `d${index % 30}` })),
  ]);

import { builtInRegistry } from '../../src/schema/registry.js';
import type { Chance } from './written-records.js';

/** Names of events of the spec, right and wrong. */
export const EVENTS = builtInRegistry().events.flatMap(({ names: [name = ''] }) => [
  ...[name, name, name, name.toLowerCase(), name.replaceAll(' ', '_'), `${name}s`],
]);

type Members = Readonly<Record<string, unknown>>;

const KEYS = {
  top: [
    ...['type', 'event', 'userId', 'anonymousId', 'messageId', 'timestamp', 'sentAt', 'context', 'integrations'],
    ...['properties', 'traits', 'action', 'groupId', 'user_id', 'conversationId', 'own'],
  ],
  properties: [
    ...['conversationId', 'messageId', 'message_body', 'role', 'message_count', 'rating', 'type', 'action'],
    ...['conversation_id', 'message', 'userId', 'timestamp', 'own', 'größe'],
  ],
};

const VALUES = [
  ...[null, true, false, 0, -1, 5, 0.5, -0.5, 42, 1715785204, 1715785204000, 99_999_999_999_999, 999_999_999_999_999],
  ...['', ' ', '5', 'x', 'ü', 'customer', '1715785204', '{"a":1}', 'undefined', 'Message Sent', '🙏'.repeat(101)],
  ...['2024-05-15', '2024-05-15 15:00:04', '2024-05-15T15:00:04Z', '1970-01-01T00:00:00Z', '2999-01-01T00:00:00Z'],
  ...[[], ['x'], {}, { id: 'm1' }, { userId: 'u1' }, { conversationId: 'c1', body: 'x' }, { 'Segment.io': false }],
];

/** Ids, some of which reports show in another way than a log has them. */
const CONVERSATION_IDS = [
  'c1',
  'c1',
  'c2',
  'ç2',
  'c3\u202e',
  'c#4',
  '##[error]c5',
  'a "quoted" id',
  'c'.repeat(80),
  'c'.repeat(81),
];

function recordOf(event: string, chance: Chance): Members {
  return {
    type: 'track',
    event,
    [chance.pick(['userId', 'userId', 'anonymousId', 'own'])]: 'u1',
    ...(chance.once(4) ? { traits: chance.pick([{ userId: 'u1' }, { plan: 'pro' }]) } : {}),
    messageId: `evt-${chance.below(1e6)}`,
    timestamp: '2024-05-15T15:00:04Z',
    properties: {
      conversationId: chance.pick(CONVERSATION_IDS),
      messageId: 'm1',
      message_body: chance.pick(['Hello', 'Grüße 🙏', '', 'a "quoted" word']),
      role: 'customer',
      type: 'order',
      action: 'refund',
      rating: 1,
    },
  };
}

/** The members without one of them, or with another value in one of them. */
function edited(members: Members, keys: readonly string[], chance: Chance): Members {
  const key = chance.pick(keys);
  const { [key]: _, ...others } = members;
  return chance.once(2) ? others : { ...members, [key]: chance.pick(VALUES) };
}

/** A record of one of some events with a few faults, which recur in others. */
export function faulty(events: readonly string[], chance: Chance): Readonly<Record<string, unknown>> {
  let record = recordOf(chance.pick(events), chance);
  for (let edits = chance.below(4); edits > 0; edits--) {
    const { properties } = record;
    if (chance.once(2) || typeof properties !== 'object' || properties === null || Array.isArray(properties)) {
      record = edited(record, KEYS.top, chance);
    } else record = { ...record, properties: edited(properties as Members, KEYS.properties, chance) };
  }
  return record;
}

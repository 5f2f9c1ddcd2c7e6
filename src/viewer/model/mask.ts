import { maskedText } from '../../privacy/masked-value.js';
import { membersOf } from './entry.js';

/** Fields of the call itself that hold names, ids and times. */
const OF_CALL = new Set([
  'type',
  'action',
  'event',
  'name',
  'userId',
  'anonymousId',
  'previousId',
  'groupId',
  'messageId',
  'timestamp',
  'originalTimestamp',
  'sentAt',
  'receivedAt',
  'channel',
  'version',
  // These belong into the properties, but are often found here.
  'conversationId',
  'role',
]);

/** Properties that hold names and ids in the spec. */
const OF_EVENT = new Set(['conversationId', 'messageId', 'role', 'type', 'sub_type', 'action']);

/** Longer texts are not names. */
const MAX_NAME_LENGTH = 80;

const MASK = /^\((?:text of \d+|number)\)$/;

/** Whether a text is a mask, as reports write it, too. */
export function isMask(value: unknown): boolean {
  return typeof value === 'string' && MASK.test(value);
}

/** The mask of a value. Its keys are kept, since problems name them. */
function masked(value: unknown): unknown {
  if (typeof value === 'string') return maskedText(value);
  if (typeof value === 'number') return '(number)';
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, masked(member)]));
}

function maskedBut(object: unknown, kept: ReadonlySet<string>): unknown {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return masked(object);
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => {
      const isName = typeof value === 'string' && value.length <= MAX_NAME_LENGTH && kept.has(key);
      return [key, isName ? value : masked(value)];
    }),
  );
}

/** An event with ids, names and times; every other value is replaced by its kind. */
export function maskedEvent(event: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { properties } = event;
  const shown = membersOf(maskedBut(event, OF_CALL));
  if (!('properties' in event)) return shown;
  const rating = membersOf(properties)['rating'];
  const shownProperties = maskedBut(properties, OF_EVENT);
  return {
    ...shown,
    properties: typeof rating === 'number' ? { ...membersOf(shownProperties), rating } : shownProperties,
  };
}

import type { Analytics } from '@segment/analytics-node';
import type { CheckedRecord } from '../check/check-record.js';
import { redactRecord } from '../privacy/redact.js';
import type { PersonalKind } from '../problem/finding.js';
import type { Hash64 } from '../record/hash-64.js';
import type { JsonObject, RawRecord } from '../record/record.js';
import { isObject } from '../record/record.js';
import { isDeliveryDisabled } from '../rules/segment/delivery-disabled.js';
import { EVENT_SIZE_LIMIT, eventSize, SDK_OVERHEAD } from '../rules/segment/event-size.js';
import type { Call } from '../schema/event-schema.js';
import { derivedMessageId, ownMessageId, saltedMessageId } from './message-id.js';
import type { Reason } from './outcome.js';

/** A record as the SDK gets it. */
export interface OutgoingCall {
  /** The record as it was read. */
  readonly raw: RawRecord;
  /** The record; `parameters` holds the part of it that goes out. */
  readonly value: JsonObject;
  readonly call: Call;
  readonly messageId: string;
  /** The hash of the record's contents, see `hashContents`; undefined if it was not made yet. */
  readonly contents?: Hash64 | undefined;
  readonly parameters: JsonObject;
  /** At most this many bytes on the wire. */
  readonly bytes: number;
  /** False if the SDK will stamp it with the time of sending. */
  readonly hasTimestamp: boolean;
  /** A page's own `properties.category`, which the SDK would overwrite; undefined if there is none. */
  readonly ownCategory?: unknown;
}

/** Options that hold for every record. */
export interface CallOptions {
  /** Whether a record without a timestamp is rejected instead of stamped with the time of sending. Default: false. */
  readonly requireTimestamp?: boolean | undefined;
  /** The salt of new messageIds; the same salt makes the same ids. Default: ids are kept, or derived from the record. */
  readonly newMessageIds?: string | undefined;
  /** The kinds of personal data that are masked in free text, before sizes and ids are made of it. Default: none. */
  readonly redact?: readonly PersonalKind[] | undefined;
}

/**
 * A record of so many bytes is not measured: 500 of them do not fill a batch. Plain JSON is never longer when it is written again.
 */
const MAX_SHORT_BYTES = 600;

const ENVELOPE = ['userId', 'anonymousId', 'timestamp', 'integrations'] as const;

/** The fields of each call that the SDK sends, besides the envelope; it drops everything else at the top level. */
const FIELDS: Readonly<Record<Call, readonly string[]>> = {
  track: ['event', 'properties'],
  identify: ['traits'],
  page: ['category', 'name', 'properties'],
  screen: ['category', 'name', 'properties'],
  group: ['groupId', 'traits'],
  alias: ['previousId'],
};

/**
 * A context that the SDK may write into, as it does. A `library` that is no object goes: the SDK would fail on a null there
 * without saying so, and lose its own entry in an array.
 */
function ownContext(context: unknown): unknown {
  if (!isObject(context) || !Object.hasOwn(context, 'library')) return isObject(context) ? { ...context } : context;
  const { library, ...rest } = context;
  return isObject(library) ? { ...rest, library: { ...library } } : rest;
}

/** The SDK repeats a page's category in its properties. */
function repeatedBytes(call: Call, { category }: JsonObject): number {
  return call === 'page' && typeof category === 'string' ? Buffer.byteLength(JSON.stringify({ category })) : 0;
}

/** A page's own category in its properties, if the SDK would overwrite it. */
function ownCategoryOf(call: Call, { category, properties }: JsonObject): { ownCategory?: unknown } {
  const isOverwritten = call === 'page' && category !== undefined && category !== null && isObject(properties);
  if (!isOverwritten || !Object.hasOwn(properties, 'category') || properties['category'] === category) return {};
  return { ownCategory: properties['category'] };
}

/** The fields of a record that the SDK gets, but for the messageId. A null id beside a usable one means the same as none. */
function parametersOf(call: Call, value: JsonObject): Record<string, unknown> {
  const parameters: Record<string, unknown> = {};
  for (const field of [...ENVELOPE, ...FIELDS[call]]) {
    const isNullId = value[field] === null && (field === 'userId' || field === 'anonymousId');
    if (Object.hasOwn(value, field) && !isNullId) parameters[field] = value[field];
  }
  if (Object.hasOwn(value, 'context')) parameters['context'] = ownContext(value['context']);
  return parameters;
}

/**
 * Returns what the SDK gets of a valid record, or the reason why it must not get it. A null id beside a usable one is left out:
 * to Segment the two mean the same. The timestamp stays the text it is, since the SDK sends a string as it stands and cuts a
 * Date to milliseconds in UTC. `contents`: the hash of the record, if it is known.
 */
export function toOutgoingCall(
  { raw, value: held, call }: CheckedRecord,
  { requireTimestamp = false, newMessageIds, redact = [] }: CallOptions = {},
  contents?: Hash64,
): OutgoingCall | Reason {
  // Neither happens to a valid record.
  if (held === undefined || call === undefined) return 'invalid';
  // Ids come from what is sent: a hash of what was masked would let a guess be tested, and `fix --redact` must lead to the same.
  const value = redact.length === 0 ? held : redactRecord(held, redact);
  if (isDeliveryDisabled(value)) return 'segment/delivery-disabled';
  const hasTimestamp = typeof value['timestamp'] === 'string';
  if (requireTimestamp && !hasTimestamp) return 'missing-timestamp';

  const kept = ownMessageId(value);
  const parameters = parametersOf(call, value);
  if (kept !== undefined && newMessageIds === undefined) parameters['messageId'] = kept;

  // A derived id is part of the overhead that `eventSize` adds: validate and send must agree on what is too large.
  const isShort = raw.isPlain === true && redact.length === 0 && raw.bytes.length <= MAX_SHORT_BYTES;
  const size = isShort ? raw.bytes.length + SDK_OVERHEAD : eventSize(parameters);
  const bytes = size + repeatedBytes(call, parameters);
  if (bytes > EVENT_SIZE_LIMIT) return 'segment/event-too-large';
  const lasting = kept ?? derivedMessageId(value);
  const messageId = newMessageIds === undefined ? lasting : saltedMessageId(lasting, newMessageIds);
  parameters['messageId'] = messageId;
  return {
    raw,
    value: held,
    call,
    messageId,
    contents,
    parameters,
    bytes,
    hasTimestamp,
    ...ownCategoryOf(call, value),
  };
}

/** Hands a call to the SDK. @throws what the SDK throws if it does not accept it. */
export function handOver(analytics: Analytics, { call, parameters }: OutgoingCall): void {
  // The schemas have checked the types; where rules are off, the SDK may throw, and the caller catches that.
  analytics[call](parameters as never);
}

import { isUtf8 } from 'node:buffer';
import type { Finding } from '../problem/finding.js';
import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { EVENT_SIZE_LIMIT, eventSize } from '../rules/segment/event-size.js';
import { isCall } from '../schema/event-schema.js';
import type { ApiPath } from './api-paths.js';
import { eventText } from './event-text.js';
import type { Member } from './json-pieces.js';
import { members, pieces } from './json-pieces.js';
import type { ListenLimits } from './limits.js';

/** An event that came in a request, as a line of NDJSON, with what is wrong with the request. */
export interface Arrival {
  readonly text: string;
  readonly found: readonly Finding[];
}

/** What a request brought. */
export interface Arrivals {
  readonly events: readonly Arrival[];
  /** The body itself, if it is no JSON or no object: nobody can say what event it was to be. */
  readonly unreadable?: Buffer;
  /** What Segment answers: 200 to almost anything, 400 to what is too large or no JSON. */
  readonly status: 200 | 400;
  /** Whether it said whose it is, by Basic auth or in its body. */
  readonly hasWriteKey: boolean;
}

/** A request whose body has come in. */
export interface ReceivedBody {
  readonly path: string;
  readonly api: ApiPath;
  /** Unpacked. */
  readonly bytes: Buffer;
  /** From Basic auth. */
  readonly writeKey: string | undefined;
}

const WHOLE = { pointer: '' } as const;
const SHARED: ReadonlySet<string> = new Set(['context', 'integrations']);

function tooLarge(bytes: number, limit: number, isBatch: boolean): Finding {
  return { rule: 'request/too-large', ...WHOLE, details: { bytes, limit, isBatch } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The last of the members with this key, which is the one that counts. */
function memberOf(all: readonly Member[], name: string): Member | undefined {
  return all.findLast(({ key }) => key === name);
}

/** The events of a body that holds JSON, in their order. Never throws for what a body holds. */
export function arrivalsOf({ path, api, bytes, writeKey: basic }: ReceivedBody, limits: ListenLimits): Arrivals {
  const text = bytes.toString().replace(/^\ufeff/, '');
  const value = parsed(text);
  if (!isObject(value) || !isUtf8(bytes)) {
    return { events: [], unreadable: bytes, status: 400, hasWriteKey: basic !== undefined };
  }
  const inBody = typeof value['writeKey'] === 'string' && value['writeKey'] !== '' ? value['writeKey'] : undefined;
  const writeKeys = [basic, inBody].filter((key) => key !== undefined);
  const request = { path, text, value, size: bytes.length, writeKeys };
  const read = api.kind === 'batch' ? batchArrivals(request, limits) : [callArrival(request, api.call, limits)];
  const limit = api.kind === 'batch' ? limits.batchBytes : limits.callBytes;
  return { events: read, status: bytes.length > limit ? 400 : 200, hasWriteKey: writeKeys.length > 0 };
}

interface ReadRequest {
  readonly path: string;
  readonly text: string;
  readonly value: JsonObject;
  readonly size: number;
  readonly writeKeys: readonly string[];
}

/** The path says which call it is. Another call in the body gives way, as it does at Segment; what is no call at all is judged. */
function callArrival({ path, text, value, size, writeKeys }: ReadRequest, call: string, limits: ListenLimits): Arrival {
  const found: Finding[] = [];
  const own = value['type'];
  const isOtherCall = isCall(own) && own !== call;
  if (isOtherCall) {
    found.push({ rule: 'request/type-mismatch', pointer: '/type', details: { path, call, found: own } });
  }
  // An event that is too large by itself is told so by a rule of its own.
  if (size > limits.callBytes && eventSize(value) <= EVENT_SIZE_LIMIT)
    found.push(tooLarge(size, limits.callBytes, false));
  const isSilent = !Object.hasOwn(value, 'type');
  return { text: eventText(text, { type: isSilent || isOtherCall ? call : undefined, writeKeys }), found };
}

function batchArrivals({ text, value, size, writeKeys }: ReadRequest, limits: ListenLimits): Arrival[] {
  const found: Finding[] = size > limits.batchBytes ? [tooLarge(size, limits.batchBytes, true)] : [];
  const all = members(text);
  const batch = memberOf(all, 'batch');
  if (batch === undefined || !Array.isArray(value['batch'])) {
    found.push({ rule: 'request/not-a-batch', ...WHOLE, details: {} });
    return [{ text: eventText(text, { writeKeys }), found }];
  }
  const events = pieces(batch.value);
  if (events.length > limits.batchEvents) {
    const details = { events: events.length, limit: limits.batchEvents };
    found.push({ rule: 'request/too-many-events', ...WHOLE, details });
  }
  const shared = [...SHARED].flatMap((key) => memberOf(all, key) ?? []).filter(({ value }) => value.startsWith('{'));
  return events.map((event) => ({ text: eventText(event, { shared, writeKeys }), found }));
}

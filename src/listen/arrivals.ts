import { isUtf8 } from 'node:buffer';
import type { Finding } from '../problem/finding.js';
import type { JsonObject, ReadFault } from '../record/record.js';
import { isObject } from '../record/record.js';
import { EVENT_SIZE_LIMIT, eventSize } from '../rules/segment/event-size.js';
import { isCall } from '../schema/event-schema.js';
import type { ApiPath } from './api-paths.js';
import { eventText } from './event-text.js';
import type { Member } from './json-pieces.js';
import { members, pieces } from './json-pieces.js';
import type { ListenLimits } from './limits.js';

/** An event that came in a request, as a line of NDJSON, with the findings about the request. */
export interface Arrival {
  readonly text: string;
  readonly found: readonly Finding[];
}

/** What a request holds. */
export interface Arrivals {
  readonly events: readonly Arrival[];
  /**
   * A body that is not read, or not all of it: its bytes if they are not a JSON object, else the finding or the fault that
   * says why.
   */
  readonly body?: { readonly bytes: Buffer } | { readonly found: Finding } | { readonly fault: ReadFault };
  /** The status that Segment answers with: 200 to almost anything, 400 to what is too large or not JSON. */
  readonly status: 200 | 400;
  /** Whether the request has a write key, by Basic auth or in its body. */
  readonly hasWriteKey: boolean;
}

/** A request whose body was read. */
export interface ReceivedBody {
  readonly path: string;
  readonly api: ApiPath;
  /** Uncompressed. */
  readonly bytes: Buffer;
  /** From Basic auth. */
  readonly writeKey: string | undefined;
  /** The test that sent the request, if its header names one. */
  readonly testId?: string | undefined;
}

interface ReadRequest {
  readonly path: string;
  readonly text: string;
  readonly value: JsonObject;
  readonly size: number;
  readonly writeKeys: readonly string[];
}

const WHOLE = { pointer: '' } as const;
/** The members of a batch that hold for each of its events. */
const SHARED = ['context', 'integrations'] as const;
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

function withoutByteOrderMark(bytes: Buffer): Buffer {
  return bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)
    ? bytes.subarray(BYTE_ORDER_MARK.length)
    : bytes;
}

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

/** The last member with this key, which is the one that JSON.parse keeps. */
function memberOf(all: readonly Member[], name: string): Member | undefined {
  return all.findLast(({ key }) => key === name);
}

function isRepeated(all: readonly Member[], name: string): boolean {
  return all.filter(({ key }) => key === name).length > 1;
}

/** Whether an object is meant as a single call. */
function looksLikeCall({ type, event, action }: JsonObject): boolean {
  return isCall(type) || isCall(action) || typeof event === 'string';
}

/** The only key that holds an array of objects; undefined if there is none, or several. */
function misnamedBatch(value: JsonObject): string | undefined {
  const found = Object.keys(value).filter((key) => {
    const member = value[key];
    return Array.isArray(member) && member.length > 0 && member.every(isObject);
  });
  return found.length === 1 ? found[0] : undefined;
}

/** Reads the events of a body, in their order. Never throws for what a body holds. */
export function arrivalsOf({ path, api, bytes, writeKey: basic }: ReceivedBody, limits: ListenLimits): Arrivals {
  const json = withoutByteOrderMark(bytes);
  const text = json.toString();
  const value = parsed(text);
  if (!isObject(value) || !isUtf8(json)) {
    return { events: [], body: { bytes: json }, status: 400, hasWriteKey: basic !== undefined };
  }
  const inBody = typeof value['writeKey'] === 'string' && value['writeKey'] !== '' ? value['writeKey'] : undefined;
  const writeKeys = [basic, inBody].filter((key) => key !== undefined);
  const request = { path, text, value, size: bytes.length, writeKeys };
  const read = api.kind === 'batch' ? batchArrivals(request, limits) : callArrivals(request, api.call, limits);
  const limit = api.kind === 'batch' ? limits.batchBytes : limits.callBytes;
  const status = bytes.length > limit ? 400 : 200;
  return { ...read, status, hasWriteKey: writeKeys.length > 0 };
}

/** The path names the call. Another call in the body gives way to it, as at Segment; a type that is not a call is checked. */
function callArrivals(
  { path, text, value, size, writeKeys }: ReadRequest,
  call: string,
  limits: ListenLimits,
): Pick<Arrivals, 'events' | 'body'> {
  if (Array.isArray(value['batch']) && !looksLikeCall(value)) {
    return {
      events: [],
      body: { found: { rule: 'request/not-a-batch', ...WHOLE, details: { kind: 'batch-at-call', path } } },
    };
  }
  const found: Finding[] = [];
  const own = value['type'];
  const isOtherCall = isCall(own) && own !== call;
  if (isOtherCall) {
    found.push({ rule: 'request/type-mismatch', pointer: '/type', details: { path, call, found: own } });
  }
  // An event that is too large by itself has a rule of its own.
  if (size > limits.callBytes && eventSize(value) <= EVENT_SIZE_LIMIT)
    found.push(tooLarge(size, limits.callBytes, false));
  const lacksType = !Object.hasOwn(value, 'type');
  return {
    events: [{ text: eventText(text, { type: lacksType || isOtherCall ? call : undefined, writeKeys }), found }],
  };
}

function batchArrivals(
  { text, value, size, writeKeys }: ReadRequest,
  limits: ListenLimits,
): Pick<Arrivals, 'events' | 'body'> {
  const found: Finding[] = size > limits.batchBytes ? [tooLarge(size, limits.batchBytes, true)] : [];
  const all = members(text);
  const batch = memberOf(all, 'batch');
  if (batch === undefined || !Array.isArray(value['batch'])) {
    const isSingleCall = looksLikeCall(value);
    const wrongName = isSingleCall ? undefined : misnamedBatch(value);
    const notABatch: Finding = {
      rule: 'request/not-a-batch',
      ...WHOLE,
      details: { kind: 'missing-batch', wrongName },
    };
    return isSingleCall
      ? { events: [{ text: eventText(text, { writeKeys }), found: [...found, notABatch] }] }
      : { events: [], body: { found: notABatch } };
  }
  const events = pieces(batch.value);
  if (events.length > limits.batchEvents) {
    const details = { events: events.length, limit: limits.batchEvents };
    found.push({ rule: 'request/too-many-events', ...WHOLE, details });
  }
  const shared = SHARED.flatMap((key) => memberOf(all, key) ?? []).filter(({ value: text }) => text.startsWith('{'));
  for (const key of SHARED) {
    if (isRepeated(all, key)) found.push({ rule: 'json/duplicate-key', ...WHOLE, details: { key } });
  }
  return {
    events: events.map((event) => ({ text: eventText(event, { shared, writeKeys }), found })),
    // The events of the others are lost, here as at Segment.
    ...(isRepeated(all, 'batch') ? { body: { fault: { kind: 'repeated-batch' } } } : {}),
  };
}

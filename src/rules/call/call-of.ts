import leven from 'leven';
import type { Finding } from '../../problem/finding.js';
import type { JsonObject, RawRecord } from '../../record/record.js';
import type { Call, EventSchema } from '../../schema/event-schema.js';
import { CALLS, isCall } from '../../schema/event-schema.js';
import type { Registry } from '../../schema/registry.js';
import { isPacked } from '../../text/is-packed.js';
import { normalName } from '../../text/normal-name.js';
import { valueKind } from '../../text/value-kind.js';
import type { CallSource } from '../call-source.js';
import { hasTextForEvent, wrappedEvent } from './wrapped-event.js';

/** Which call a record is, and by which field, with a finding about that if there is one; or why it is not a call. */
export type CallOf =
  | { readonly call: Call; readonly source: CallSource; readonly finding?: Finding }
  | { readonly call: undefined; readonly finding: Finding };

/** Where a record stands. */
export type RecordPlace = Pick<RawRecord, 'file' | 'partOf'>;

function unknown(details: Extract<Finding, { rule: 'call/unknown-type' }>['details']): CallOf {
  return { call: undefined, finding: { rule: 'call/unknown-type', pointer: '/type', details } };
}

/** The spec event whose own `type` seems to be at the top level by mistake. */
function ownerOfType(value: JsonObject, registry: Registry): EventSchema | undefined {
  const { event, properties } = value;
  const match = typeof event === 'string' ? registry.match(event) : undefined;
  if (match === undefined || match.kind === 'unknown' || !match.schema.propertyNames.has('type')) return undefined;
  const hasOwn = typeof properties === 'object' && properties !== null && Object.hasOwn(properties, 'type');
  return hasOwn ? undefined : match.schema;
}

function suggestion(type: string): Call | undefined {
  const name = normalName(type);
  return CALLS.find((call) => call === name) ?? CALLS.find((call) => leven(call, name, { maxDistance: 3 }) <= 2);
}

/** The keys that seem to hold the event's name. A general one such as `name` does only if it holds a name that is known. */
function keysForEvent(value: JsonObject, registry: Registry): string[] {
  const { topNames, fieldsByName } = registry.calls.track;
  return Object.entries(value).flatMap(([key, text]) => {
    const name = normalName(key);
    const isMeant = !topNames.has(key) && fieldsByName.get(name)?.some((field) => field.name === 'event');
    if (isMeant !== true || typeof text !== 'string' || text === '') return [];
    return name.includes('event') || registry.match(text).kind !== 'unknown' ? [key] : [];
  });
}

function holderOf({ partOf }: RecordPlace): Pick<RecordPlace, 'partOf'> {
  return partOf === undefined ? {} : { partOf };
}

/** The event that a record only wraps; `call`: the call that it names all the same. */
function wrappedIn(value: JsonObject, at: RecordPlace, call?: Call): CallOf | undefined {
  const wrapped = wrappedEvent(value, call);
  return wrapped && unknown({ kind: 'wrapped', wrapped, ...holderOf(at), isPacked: isPacked(at.file) });
}

function wrappedInCall(value: JsonObject, at: RecordPlace, call: Call, registry: Registry): CallOf | undefined {
  const wrapped = wrappedIn(value, at, call);
  return wrapped === undefined || keysForEvent(value, registry).length > 0 ? undefined : wrapped;
}

/**
 * Finds out which of Segment's calls a record is: by `type`; else by `action`, as in the spec page's own examples; else a
 * string `event` makes it a track call. Anything else is not a call (`call/unknown-type`). `at`: where the record
 * stands, for commands in hints.
 */
export function callOf(value: JsonObject, registry: Registry, at: RecordPlace): CallOf {
  if (Object.hasOwn(value, 'type')) {
    const { type } = value;
    if (isCall(type)) return wrappedInCall(value, at, type, registry) ?? { call: type, source: 'type' };
    const wrapped = wrappedIn(value, at);
    if (wrapped !== undefined) return wrapped;
    if (typeof type !== 'string') return unknown({ kind: 'not-a-string', found: valueKind(type) });
    const owner = ownerOfType(value, registry);
    if (owner !== undefined) return unknown({ kind: 'of-the-event', found: owner.title });
    const meant = suggestion(type);
    return unknown({ kind: 'unknown', found: type, ...(meant === undefined ? {} : { suggestion: meant }) });
  }
  const { action, event } = value;
  if (isCall(action)) {
    const finding: Finding = { rule: 'call/action-as-type', pointer: '/action', details: { call: action } };
    return wrappedInCall(value, at, action, registry) ?? { call: action, source: 'action', finding };
  }
  if (typeof event === 'string') {
    const finding: Finding = { rule: 'call/missing-type', pointer: '/type', details: {} };
    const wrapped = hasTextForEvent(value) ? wrappedIn(value, at) : undefined;
    return wrapped ?? { call: 'track', source: 'event', finding };
  }
  if (Array.isArray(value['batch'])) return unknown({ kind: 'batch', ...holderOf(at) });
  const wrapped = wrappedIn(value, at);
  if (wrapped !== undefined) return wrapped;
  const [found, rival] = keysForEvent(value, registry);
  const nearMiss = { name: 'event', foundIn: '', belongsIn: '', ...(rival === undefined ? {} : { unsure: true }) };
  return unknown({ kind: 'absent', ...(found === undefined ? {} : { nearMiss: { ...nearMiss, foundName: found } }) });
}

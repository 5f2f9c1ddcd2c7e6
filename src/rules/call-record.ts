import type { Finding, NamedRule } from '../problem/finding.js';
import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import type { Call, EventSchema } from '../schema/event-schema.js';
import type { FoundField } from '../schema/neighbours.js';
import type { EventMatch, Registry } from '../schema/registry.js';
import type { CallSource } from './call-source.js';
import { nearMisses } from './near-miss.js';

/** A record that is one of the six calls, with what its rules need. */
export interface CallRecord {
  readonly value: JsonObject;
  readonly call: Call;
  readonly source: CallSource;
  /** The event's name, where the call has one that is a non-empty string. */
  readonly event: string | undefined;
  readonly match: EventMatch | undefined;
  /** The schema that it is checked against. */
  readonly schema: EventSchema;
  /** `properties`, if that is an object. */
  readonly properties: JsonObject | undefined;
  /** Missing fields whose values seem to be under another name or in another place. */
  readonly nearMisses: readonly FoundField[];
  /** An upper limit of its bytes as compact JSON, where one is known without making it. */
  readonly sizeAtMost: number | undefined;
  /** The time of the check, in milliseconds since 1970. */
  readonly now: number;
  /** Whether the tracking plan lists an event; undefined where there is no plan. */
  readonly isPlanned: ((event: string) => boolean) | undefined;
  /** Whether a rule is on, for rules that leave a problem to another one. */
  isOn(rule: NamedRule): boolean;
}

/** A rule about one record, beyond the schemas. */
export interface RecordRule {
  readonly id: NamedRule;
  /** The rule's findings in a record; undefined where there are none. */
  check(record: CallRecord): Finding | readonly Finding[] | undefined;
}

/** What a call record is made from. */
export interface CallRecordParts {
  readonly value: JsonObject;
  readonly call: Call;
  readonly source: CallSource;
  readonly sizeAtMost: number | undefined;
  readonly now: number;
  readonly isOn: (rule: NamedRule) => boolean;
}

/** Routes a record to its schema and collects what the rules need. */
export function toCallRecord(
  { value, call, source, sizeAtMost, now, isOn }: CallRecordParts,
  registry: Registry,
): CallRecord {
  const event =
    call === 'track' && typeof value['event'] === 'string' && value['event'] !== '' ? value['event'] : undefined;
  const match = event === undefined ? undefined : registry.match(event);
  const isKnownEvent = match?.kind === 'exact' || match?.kind === 'misspelled';
  const routed = isKnownEvent ? match.schema : registry.calls[call];
  const schema = routed.variant?.(value) ?? routed;
  const properties = isObject(value['properties']) ? value['properties'] : undefined;
  return {
    value,
    call,
    source,
    event,
    match,
    schema,
    properties,
    nearMisses: nearMisses({ value, properties, schema, source }),
    sizeAtMost,
    now,
    isPlanned: registry.isPlanned,
    isOn,
  };
}

import type { RecordFacts } from '../conversations/record-facts.js';
import type { Problem } from '../problem/problem.js';
import { parseRecord } from '../record/parse-record.js';
import type { JsonObject, RawRecord } from '../record/record.js';
import type { Call } from '../schema/event-schema.js';
import type { EventMatch } from '../schema/registry.js';
import type { CheckedRecord } from './check-record.js';
import type { RecordNames } from './problem-maker.js';

/** The result for a record that was never built: the scanner accepted it, or its findings are known from another record. */
export interface UnbuiltResult {
  readonly kind: 'unbuilt';
  readonly raw: RawRecord;
  readonly call: Call | undefined;
  readonly event: string | undefined;
  /** What the schemas know of the event. */
  readonly match: EventMatch | undefined;
  readonly isReadable: boolean;
  readonly names: RecordNames;
  /** Its part in a conversation; undefined if it has none, or if nobody asked for it. */
  readonly facts: RecordFacts | undefined;
  readonly valid: boolean;
  readonly problems: readonly Problem[];
  /** All of its problems, if known ones were left out of `problems`. */
  readonly all?: readonly Problem[];
}

/** The result for a record, with or without the record's value. */
export type CheckResult = CheckedRecord | UnbuiltResult;

/** Whether the record could be read. */
export function isReadable(result: CheckResult): boolean {
  return result.kind === 'unbuilt' ? result.isReadable : result.value !== undefined;
}

/** What the schemas know of the record's event; undefined if it has none. */
export function eventMatch(result: CheckResult): EventMatch | undefined {
  return result.kind === 'unbuilt' ? result.match : result.callRecord?.match;
}

/** The record's value; undefined if it could not be read. Parses the record again if the result came without it. */
export function rebuildValue(result: CheckResult): JsonObject | undefined {
  if (result.kind !== 'unbuilt') return result.value;
  return result.isReadable ? parseRecord(result.raw).value : undefined;
}

/** The same result with other problems. */
export function withProblems<Result extends CheckResult>(
  result: Result,
  problems: readonly Problem[],
  valid: boolean,
): Result {
  return { ...result, problems, valid };
}

import type { CheckedEvent } from '../../listen/checked-event.js';
import { talliedEvent } from '../../overview/tallied-event.js';
import type { TalliedEvent } from '../../overview/tallies.js';
import type { Problem, Severity } from '../../problem/problem.js';
import type { ReportedRecord } from '../../report/html/report-document.js';

/** What is thought of a record as a whole. */
export type Result = 'valid' | 'warning' | 'invalid';

/** An event with the result of its check, of the live page or of a report. */
export interface Entry {
  /** Unique on the page. */
  readonly id: number;
  /** Its event’s name, or its call’s in parentheses. */
  readonly name: string;
  readonly result: Result;
  readonly problems: readonly Problem[];
  readonly conversationId?: string;
  /** Names a message; actions and feedback refer to it. */
  readonly messageId?: string;
  readonly userId?: string;
  /** The release that it names; "" or absent if it names none. */
  readonly release?: string;
  /** When it happened, in milliseconds since 1970: by its timestamp, or live, if that is no time, when it arrived. */
  readonly at?: number;
  /** When it arrived; absent in a report. */
  readonly arrivedAt?: number;
  /** Where it came from: `POST /v1/batch`, `support.ndjson:12`. */
  readonly origin: string;
  /** The record itself; absent if it could not be read. Live, it is as it came; in a report, as the report shows it. */
  readonly event?: Readonly<Record<string, unknown>>;
}

type JsonObject = Readonly<Record<string, unknown>>;

/** The members of a value; none if it is not an object. */
export function membersOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The worse of the severities of problems; undefined if there are none. */
export function worstOf(problems: readonly { readonly severity: Severity }[]): Severity | undefined {
  if (problems.length === 0) return undefined;
  return problems.some(({ severity }) => severity === 'error') ? 'error' : 'warning';
}

function resultOf(valid: boolean, problems: readonly Problem[]): Result {
  if (!valid) return 'invalid';
  return problems.length === 0 ? 'valid' : 'warning';
}

/** The fields without those that are undefined. */
function present<Fields extends object>(fields: Fields): { [Name in keyof Fields]?: NonNullable<Fields[Name]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** The entry for an event of `listen`. */
export function entryOfEvent(event: CheckedEvent): Entry {
  return entryOfTallied(talliedEvent(event), event.path);
}

/** The entry for an event of `listen` that is counted. `path`: where it was posted to. */
export function entryOfTallied({ isValid, ...tallied }: TalliedEvent, path: string): Entry {
  return { ...tallied, result: resultOf(isValid, tallied.problems), origin: `POST ${path}` };
}

/** The entry for a record of a report. `id`: unique on the page. */
export function entryOfRecord(record: ReportedRecord, id: number): Entry {
  const { file, line, name, valid, problems, conversationId, messageId, at, event } = record;
  const userId = text(event?.['userId']) ?? text(event?.['anonymousId']);
  return {
    id,
    name,
    result: resultOf(valid, problems),
    problems,
    origin: `${file}:${line}`,
    ...present({ conversationId, messageId, userId, at, event }),
  };
}

import type { CheckedEvent } from '../../listen/checked-event.js';
import type { Problem, Severity } from '../../problem/problem.js';
import type { ReportedRecord } from '../../report/html/report-document.js';

/** What is thought of a record as a whole. */
export type Verdict = 'valid' | 'warning' | 'invalid';

/** An event with its verdict, be it live or of a report. */
export interface Entry {
  /** Tells it from all others of the page. */
  readonly id: number;
  /** Its event’s name, or its call’s in parentheses. */
  readonly name: string;
  readonly verdict: Verdict;
  readonly problems: readonly Problem[];
  readonly conversationId?: string;
  /** Names a message; actions and feedback refer to it. */
  readonly messageId?: string;
  readonly userId?: string;
  /** Milliseconds since 1970: live, when it arrived; in a report, when it says that it happened. */
  readonly at?: number;
  /** Where it came from: `POST /v1/batch`, `support.ndjson:12`. */
  readonly origin: string;
  /** The record itself; absent if it could not be read. Live, it is as it came; in a report, as the report shows it. */
  readonly event?: Readonly<Record<string, unknown>>;
}

type JsonObject = Readonly<Record<string, unknown>>;

/** The members of a value; none if it is no object. */
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

function verdictOf(valid: boolean, problems: readonly Problem[]): Verdict {
  if (!valid) return 'invalid';
  return problems.length === 0 ? 'valid' : 'warning';
}

/** The fields that may be there, without those that are not. */
function present<Fields extends object>(fields: Fields): { [Name in keyof Fields]?: NonNullable<Fields[Name]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** An event as `listen` tells it. */
export function entryOfEvent({ number, receivedAt, path, name, valid, problems, ...rest }: CheckedEvent): Entry {
  const { conversationId, event } = rest;
  const messageId = text(membersOf(event?.['properties'])['messageId']);
  const userId = text(event?.['userId']) ?? text(event?.['anonymousId']);
  return {
    id: number,
    name,
    verdict: verdictOf(valid, problems),
    problems,
    at: Date.parse(receivedAt),
    origin: `POST ${path}`,
    ...present({ conversationId, messageId, userId, event }),
  };
}

/** A record as a report tells it; `id` is the page’s own. */
export function entryOfRecord(record: ReportedRecord, id: number): Entry {
  const { file, line, name, valid, problems, conversationId, messageId, at, event } = record;
  const userId = text(event?.['userId']) ?? text(event?.['anonymousId']);
  return {
    id,
    name,
    verdict: verdictOf(valid, problems),
    problems,
    origin: `${file}:${line}`,
    ...present({ conversationId, messageId, userId, at, event }),
  };
}

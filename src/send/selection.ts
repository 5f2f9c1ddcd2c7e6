import type { CheckedRecord } from '../check/check-record.js';
import { Failure } from '../failure.js';
import { timeOf } from '../schema/date-time.js';

/** Options that choose records. Default: all. */
export interface SelectionFlags {
  /** Names of events; `(identify)` and the like for other calls, as they are counted. `!name` excludes. */
  readonly event?: readonly string[];
  /** From this date-time on. */
  readonly since?: string;
  /** Before this date-time, so that one period can follow another. */
  readonly until?: string;
}

/** Whether a record is asked for. */
export type Selects = (record: CheckedRecord) => boolean;

function boundary(option: '--since' | '--until', text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = timeOf(text);
  if (Number.isNaN(time)) {
    throw new Failure('bad-usage', `${option} is not a date-time with an offset`, {
      hint: `write it like ${option} 2026-05-15T00:00:00Z or 2026-05-15T00:00:00+02:00`,
    });
  }
  return time;
}

function nameSets(names: readonly string[]): { wanted: ReadonlySet<string>; unwanted: ReadonlySet<string> } {
  const wanted = names.filter((name) => !name.startsWith('!'));
  const unwanted = names.filter((name) => name.startsWith('!')).map((name) => name.slice(1));
  if ([...wanted, ...unwanted].includes('')) {
    throw new Failure('bad-usage', '--event needs the name of an event', {
      hint: "write it like --event 'Message Sent', or --event '!Message Sent' for all others",
    });
  }
  return { wanted: new Set(wanted), unwanted: new Set(unwanted) };
}

/**
 * Returns the test of which records are asked for; undefined if all are. A record that cannot be read as a call has no name and
 * no time: it is always asked for, so that it is reported and rejected. Records without a readable timestamp never match a
 * period.
 * @throws {Failure} if an option makes no sense.
 */
export function selectionOf({ event = [], since, until }: SelectionFlags): Selects | undefined {
  const from = boundary('--since', since);
  const before = boundary('--until', until);
  if (from !== undefined && before !== undefined && from >= before) {
    throw new Failure('bad-usage', '--since is not before --until', { hint: 'no record can lie between them' });
  }
  if (event.length === 0 && from === undefined && before === undefined) return undefined;
  const { wanted, unwanted } = nameSets(event);
  return ({ value, call, event: name }) => {
    if (value === undefined || call === undefined) return true;
    const counted = name ?? `(${call})`;
    if (unwanted.has(counted) || (wanted.size > 0 && !wanted.has(counted))) return false;
    if (from === undefined && before === undefined) return true;
    const { timestamp } = value;
    const time = typeof timestamp === 'string' ? timeOf(timestamp) : Number.NaN;
    return time >= (from ?? Number.NEGATIVE_INFINITY) && time < (before ?? Number.POSITIVE_INFINITY);
  };
}

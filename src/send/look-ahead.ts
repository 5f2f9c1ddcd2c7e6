import type { CheckedRecord, CheckRecord } from '../check/check-record.js';
import { checkSources } from '../check/check-sources.js';
import type { LateSpool } from '../check/late-spool.js';
import { SummaryCounter } from '../check/summary.js';
import type { RawRecord } from '../record/record.js';
import { Forecast } from './forecast.js';
import type { SendPlan } from './send-plan.js';

/** Options of a look ahead. */
export interface LookAheadOptions {
  readonly plan: SendPlan;
  /** What was found among records, if that makes some of them invalid. */
  readonly late: LateSpool | undefined;
  /** Called with the number of raw bytes read. */
  readonly onRead: (bytes: number) => void;
  readonly stopped: () => boolean;
}

/** What the run will meet. */
export interface LookAhead {
  /** Why nothing may be sent, where all or nothing is asked for. */
  readonly mustNotSend: 'withheld' | 'input-failed' | undefined;
  /** How many records will get the time of sending. */
  readonly stamped: number;
  /** How many records share their messageId with another one, and differ from it: Segment will keep one of them. */
  readonly sharedMessageIds: number;
}

/** A record that was not checked. */
export function unchecked(raw: RawRecord): CheckedRecord {
  return { raw, value: undefined, call: undefined, event: undefined, valid: false, findings: [], problems: [] };
}

/** Whether a run looks ahead: if it has to, or if its counts are of use. A stream cannot be read twice. */
export function looksAhead(plan: SendPlan): boolean {
  const { allOrNothing, countsStamped, countsSharedIds, requireTimestamp, sources } = plan;
  if (allOrNothing) return true;
  return (
    (countsSharedIds || (countsStamped && requireTimestamp !== true)) && sources.every(({ rereadable }) => rereadable)
  );
}

/**
 * Reads the files a first time, as `validate` does; compared with sending them, that takes little time. So the user learns how
 * many records will get the time of sending, and how many share a messageId, before anything is sent. What cannot be read is
 * reported by the run itself, and keeps it from sending, too, if all or nothing is asked for.
 */
export async function lookAhead({ plan, late, onRead, stopped }: LookAheadOptions): Promise<LookAhead> {
  const { sources, read, check, fastPath, allOrNothing, checkpoint } = plan;
  const isDone = (raw: RawRecord): boolean => checkpoint?.ledger.isDone(raw) ?? false;
  const forecast = new Forecast({ ...plan, isDone });
  // Only errors matter here, and only if all or nothing is asked for.
  const known = allOrNothing ? late?.open() : undefined;
  const lookAt: CheckRecord = (raw) => (isDone(raw) && known === undefined ? unchecked(raw) : check(raw));
  let unreadable = false;
  const mustNotSend = (): LookAhead['mustNotSend'] => {
    if (!allOrNothing) return undefined;
    // Where a file ends too early, its last record is cut off, and would be rejected for that.
    if (unreadable) return 'input-failed';
    return forecast.rejected > 0 ? 'withheld' : undefined;
  };
  await checkSources({
    sources,
    read: { ...read, onRead },
    check: lookAt,
    fastPath,
    known,
    counter: new SummaryCounter(),
    sinks: [forecast],
    stopped: () => stopped() || forecast.isFull,
    onFailure() {
      unreadable = true;
    },
  });
  const sharedMessageIds = plan.countsSharedIds ? forecast.sharedMessageIds() : 0;
  return { mustNotSend: mustNotSend(), stamped: forecast.stamped, sharedMessageIds };
}

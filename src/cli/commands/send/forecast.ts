import type { CheckedRecord, CheckRecord } from '../../../check/check-record.js';
import { checkSources } from '../../../check/check-sources.js';
import type { ConversationCheck } from '../../../check/conversation-check.js';
import { SummaryCounter } from '../../../check/summary.js';
import type { ReadOptions } from '../../../input/read-records.js';
import type { Source } from '../../../input/text-chunks.js';
import type { Io } from '../../../io.js';
import type { RawRecord } from '../../../record/record.js';
import { isObject } from '../../../record/record.js';
import type { ForecastOptions } from '../../../send/forecast.js';
import { Forecast } from '../../../send/forecast.js';
import { countOf } from '../../../text/count.js';
import { startProgress } from '../../progress.js';

/** What a look ahead takes. */
export interface LookAheadOptions extends ForecastOptions {
  readonly sources: readonly Source[];
  readonly read: ReadOptions;
  readonly check: CheckRecord;
  readonly conversations: ConversationCheck | undefined;
  readonly quiet: boolean;
  /** Whether it is to be found out if anything would be rejected. */
  readonly allOrNothing: boolean;
  readonly stopped: () => boolean;
}

/** A record that was not looked at. */
export function unchecked(raw: RawRecord): CheckedRecord {
  return { raw, value: undefined, call: undefined, event: undefined, valid: false, findings: [], problems: [] };
}

/** Whether a record has a timestamp; to know that takes a fifth of the time of checking it. */
function hasTimestamp({ bytes }: RawRecord): boolean {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return isObject(value) && typeof value['timestamp'] === 'string';
  } catch {
    return false;
  }
}

/**
 * Reads files a first time, as `validate` does; beside sending them that takes little. Says before anything is sent how many
 * records will get the time of sending: what is once in Segment with a wrong time stays there. Returns whether the run may
 * send: not if all or nothing is asked for, and something would be rejected. What cannot be read is left for the run to say,
 * and keeps it from sending, too, if all or nothing is asked for.
 */
export async function lookAhead(options: LookAheadOptions, io: Io): Promise<boolean> {
  const { sources, read, check, stopped, quiet, allOrNothing, limit, isSettled, requireTimestamp } = options;
  // A stream or a pipe cannot be read twice; its count comes at the end.
  if (!allOrNothing && (quiet || requireTimestamp === true || sources.some(({ rereadable }) => !rereadable)))
    return true;
  const forecast = new Forecast(options);
  const needsAll = allOrNothing || limit !== undefined;
  // Only their errors would matter here, and only if all or nothing is asked for.
  const conversations = allOrNothing ? options.conversations : undefined;
  const lookAt: CheckRecord = (raw) =>
    (isSettled(raw) && conversations === undefined) || (!needsAll && hasTimestamp(raw)) ? unchecked(raw) : check(raw);
  const progress = await startProgress(sources, { quiet }, io);
  let unreadable = false;
  const mustNot = () => allOrNothing && (unreadable || forecast.rejected > 0);
  try {
    await checkSources({
      sources,
      read: { ...read, onRead: progress.onRead },
      check: lookAt,
      conversations,
      counter: new SummaryCounter(),
      sinks: [forecast],
      stopped: () => stopped() || forecast.isFull || mustNot(),
      onFailure() {
        unreadable = true;
      },
    });
  } finally {
    progress.stop();
  }
  if (mustNot()) return false;
  if (stopped() || quiet || forecast.stamped === 0) return true;
  const have = forecast.stamped === 1 ? 'has' : 'have';
  io.stderr.write(
    `copilot-events: ${countOf(forecast.stamped, 'record')} ${have} no timestamp and will get the time of sending; --require-timestamp rejects such records\n`,
  );
  return true;
}

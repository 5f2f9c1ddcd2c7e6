import type { CheckRecord } from '../../check/check-record.js';
import { checkSources } from '../../check/check-sources.js';
import { SummaryCounter } from '../../check/summary.js';
import type { ReadOptions } from '../../input/read-records.js';
import type { Source } from '../../input/text-chunks.js';
import { countOf } from '../../problem/count.js';
import type { RawRecord } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import type { StampForecastOptions } from '../../send/stamp-forecast.js';
import { StampForecast } from '../../send/stamp-forecast.js';
import type { Io } from '../io.js';
import { startProgress } from '../progress.js';

/** What a look ahead takes. */
export interface LookAheadOptions extends StampForecastOptions {
  readonly sources: readonly Source[];
  readonly read: ReadOptions;
  readonly check: CheckRecord;
  readonly stopped: () => boolean;
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
 * Says before anything is sent how many records will get the time of sending: what is once in Segment with a wrong time stays
 * there. It reads the files a first time, as `validate` does; beside sending them that takes little, and a stream, which
 * cannot be read twice, has its count at the end only. What cannot be read is left for the run to say.
 */
export async function forecastStamps(options: LookAheadOptions, io: Io): Promise<void> {
  const { sources, read, check, stopped } = options;
  if (sources.some(({ path }) => path === undefined)) return;
  const forecast = new StampForecast(options);
  const nothing = { value: undefined, call: undefined, event: undefined, valid: false, problems: [] };
  // Under a limit, the others count as well.
  const lookAt: CheckRecord = (raw) =>
    options.limit === undefined && hasTimestamp(raw) ? { ...nothing, raw } : check(raw);
  const progress = await startProgress(sources, false, io);
  try {
    await checkSources({
      sources,
      read: { ...read, onRead: progress.onRead },
      check: lookAt,
      counter: new SummaryCounter(),
      sinks: [forecast],
      stopped: () => stopped() || forecast.isFull,
      onFailure() {},
    });
  } finally {
    progress.stop();
  }
  if (stopped() || forecast.stamped === 0) return;
  const have = forecast.stamped === 1 ? 'has' : 'have';
  io.stderr.write(
    `copilot-events: ${countOf(forecast.stamped, 'record')} ${have} no timestamp and will get the time of sending; --require-timestamp rejects such records\n`,
  );
}

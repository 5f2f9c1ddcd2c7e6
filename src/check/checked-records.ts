import type { CheckedRecord } from './check-record.js';
import type { CheckSourcesOptions } from './check-sources.js';
import { checkSources } from './check-sources.js';

/**
 * The pipeline as an iterator: it reads the next batch when all records of the last one were consumed, and ends when
 * the consumer stops.
 * @throws {Failure} if a source cannot be read; the records before were returned.
 */
export async function* checkedRecords(
  options: Omit<CheckSourcesOptions, 'sinks' | 'stopped' | 'onFailure'>,
): AsyncGenerator<CheckedRecord, void, undefined> {
  let held: CheckedRecord[] = [];
  let stopped = false;
  let ended = false;
  let goOn = (): void => {};
  let notify = (): void => {};
  const nextBatch = () => new Promise<void>((resolve) => (notify = resolve));

  let arrival = nextBatch();
  const run = checkSources({
    ...options,
    sinks: [
      {
        write: (record) => held.push(record),
        drain() {
          if (held.length === 0) return undefined;
          const consumed = new Promise<void>((resolve) => (goOn = resolve));
          notify();
          return consumed;
        },
      },
    ],
    stopped: () => stopped,
    onFailure(error) {
      throw error;
    },
  }).finally(() => {
    ended = true;
    notify();
  });
  // Awaited below, whatever happens until then.
  run.catch(() => {});

  try {
    for (;;) {
      await arrival;
      arrival = nextBatch();
      const records = held;
      held = [];
      yield* records;
      if (ended) break;
      goOn();
    }
    await run;
  } finally {
    stopped = true;
    goOn();
    await run.catch(() => {});
  }
}

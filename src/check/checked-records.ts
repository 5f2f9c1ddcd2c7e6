import type { CheckedRecord } from './check-record.js';
import type { CheckSourcesOptions } from './check-sources.js';
import { checkSources } from './check-sources.js';

/**
 * The corridor for those who ask for one record after the other: it goes on to the next stretch of the log when all records
 * of the last one were taken, and ends when nobody asks any more.
 * @throws {Failure} if a source cannot be read; what came until then was given.
 */
export async function* checkedRecords(
  options: Omit<CheckSourcesOptions, 'sinks' | 'stopped' | 'onFailure'>,
): AsyncGenerator<CheckedRecord, void, undefined> {
  let held: CheckedRecord[] = [];
  let left = false;
  let ended = false;
  let letOn = (): void => {};
  let notify = (): void => {};
  const nextStretch = () => new Promise<void>((resolve) => (notify = resolve));

  let arrival = nextStretch();
  const run = checkSources({
    ...options,
    sinks: [
      {
        write: (record) => held.push(record),
        drain() {
          if (held.length === 0) return undefined;
          const taken = new Promise<void>((resolve) => (letOn = resolve));
          notify();
          return taken;
        },
      },
    ],
    stopped: () => left,
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
      arrival = nextStretch();
      const records = held;
      held = [];
      yield* records;
      if (ended) break;
      letOn();
    }
    await run;
  } finally {
    left = true;
    letOn();
    await run.catch(() => {});
  }
}

import type { RecordBatch } from './read-records.js';

/**
 * Reads batches before they are asked for: at most `most()` of them, which may change. An error is thrown after all
 * batches that were read before it. The source is closed when the reader stops.
 */
export async function* readAhead<Run>(
  batches: AsyncGenerator<RecordBatch<Run>>,
  most: () => number,
): AsyncGenerator<RecordBatch<Run>, void, undefined> {
  const held: RecordBatch<Run>[] = [];
  let failed: { readonly error: unknown } | undefined;
  let ended = false;
  try {
    for (;;) {
      while (!ended && held.length <= most()) {
        try {
          const next = await batches.next();
          ended = next.done === true;
          if (next.done !== true) held.push(next.value);
        } catch (error) {
          failed = { error };
          ended = true;
        }
      }
      const batch = held.shift();
      if (batch === undefined) break;
      yield batch;
    }
    if (failed !== undefined) throw failed.error;
  } finally {
    await batches.return(undefined);
  }
}

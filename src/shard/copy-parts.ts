import type { Output } from '../output/output.js';
import type { Part } from './shard-file.js';

/** So much is copied at once. */
const COPY_BYTES = 1024 * 1024;

/** Writes a shard with several parts, as they are: a shard of shards is merged as its parts would be. @throws {Failure} if it cannot be */
export async function copyParts(parts: readonly Part[], output: Output): Promise<void> {
  for (const { shard, start, end } of parts) {
    for (let from = start; from < end; from += COPY_BYTES) {
      output.write(shard.bytes(from, Math.min(from + COPY_BYTES, end)));
      await output.drain();
    }
  }
  await output.end();
}

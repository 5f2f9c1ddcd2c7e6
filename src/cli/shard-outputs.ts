import { Failure } from '../failure.js';
import { STDOUT } from '../output/open-output.js';

/** The name of the format that is no report: what a run knows, for `merge`. */
const SHARD = 'shard';

/** The values of `--format`: shards apart from reports. */
export interface SplitFormats {
  readonly reports: readonly string[];
  /** The files of shards. */
  readonly shards: readonly string[];
}

/** Separates the shards among the values of `--format` from the reports. @throws {Failure} for a shard without a file of its own */
export function splitFormats(format: readonly string[] = []): SplitFormats {
  const isShard = (text: string): boolean => text === SHARD || text.startsWith(`${SHARD}=`);
  const shards = format.filter(isShard).map((text) => text.slice(SHARD.length + 1));
  if (shards.includes('') || shards.includes(STDOUT)) {
    throw new Failure('bad-usage', '-f shard needs a file', { hint: 'write it like -f shard=part-1.shard' });
  }
  if (shards.length > 1) throw new Failure('bad-usage', 'a run writes one shard', { hint: 'give -f shard once' });
  return { reports: format.filter((text) => !isShard(text)), shards };
}

import { Failure } from '../../../failure.js';
import { partOfSources } from '../../../input/part-of-sources.js';
import type { Source } from '../../../input/text-chunks.js';
import type { Io } from '../../../io.js';
import { openOutput } from '../../../output/open-output.js';
import { DEFAULT_RELEASE_FIELD } from '../../../report/html/release.js';
import { coveredEvent } from '../../../report/html/spec-coverage.js';
import { SHARD_VERSION } from '../../../shard/block.js';
import { FactPartitions } from '../../../shard/fact-partitions.js';
import type { ShardPart, ShardPartition } from '../../../shard/shard-head.js';
import { digestOf, knownEvents, shardSettings } from '../../../shard/shard-settings.js';
import { ShardWriter } from '../../../shard/shard-writer.js';
import { TemporaryFiles } from '../../../spill/temporary-files.js';
import type { Session } from '../../session.js';
import { splitFormats } from '../../shard-outputs.js';
import { TOOL } from '../../version.js';
import type { ValidateFlags } from './validate-command.js';

/** What a run reads, and the shard that it writes. */
export interface ShardOfRun {
  readonly sources: readonly Source[];
  /** Opens the shard; undefined if the run writes none. Called once, when it is known that no output goes over a log. */
  readonly openShard: () => ShardWriter | undefined;
}

/** @throws {Failure} if an option makes sense only for a shard, and none is written */
function refuseWithoutShard({ splits, partitions }: ValidateFlags): void {
  if (splits === undefined && partitions === undefined) return;
  throw new Failure(
    'bad-usage',
    `${splits === undefined ? '--partitions' : '--splits'} is for runs that write a shard`,
    {
      hint: 'add -f shard=log.shard, and merge the shards',
    },
  );
}

/** The partitions that a run writes; undefined for none. */
function partitionOf({ partitions }: ValidateFlags, logs: readonly Source[]): ShardPartition | undefined {
  if (partitions === undefined) return undefined;
  return { number: 0, of: partitions, run: digestOf(logs.map(({ name, range }) => [name, range])) };
}

/** The part of the logs that `--shard` names, and the shard of `-f shard`. @throws {Failure} if a stream is to be cut, or no shard is written */
export function shardOf(
  logs: readonly Source[],
  flags: ValidateFlags,
  { registry, levelOf, showValues, effective, read }: Session,
  io: Io,
): ShardOfRun {
  const [file] = splitFormats(flags.format).shards;
  if (file === undefined) {
    refuseWithoutShard(flags);
    if (flags.shard === undefined) return { sources: logs, openShard: () => undefined };
    throw new Failure('bad-usage', '--shard reads a part of the logs, of which only a shard can be made', {
      hint: `add -f shard=part-${flags.shard.number}.shard, and merge the shards`,
    });
  }
  if (flags.shard !== undefined && (flags.splits ?? flags.partitions) !== undefined) {
    throw new Failure('bad-usage', '--shard does not go with --splits or --partitions', { hint: 'leave it out' });
  }
  const partition = partitionOf(flags, logs);
  const cut = flags.shard === undefined ? undefined : partOfSources(logs, flags.shard, read.inputFormat);
  const part: ShardPart | undefined =
    cut === undefined || flags.shard === undefined ? undefined : { ...flags.shard, cut: digestOf(cut.files) };
  const sources = cut?.sources ?? logs;
  const files = new TemporaryFiles();
  const settings = shardSettings({
    ...{ levelOf, registry, showValues },
    conversationOrder: effective.conversationOrder.value,
    inputFormat: read.inputFormat,
    maxRecordSize: read.maxRecordSize,
    releaseField: flags.releaseField ?? DEFAULT_RELEASE_FIELD,
  });
  const head = {
    ...{ version: SHARD_VERSION, tool: TOOL, settings },
    ...{ events: knownEvents(registry), covered: registry.events.map(coveredEvent) },
  };
  return {
    sources,
    openShard: () =>
      new ShardWriter(
        openOutput(file, io, true),
        { ...head, ...(part && { part }), ...(partition && { partition }) },
        { sources, events: registry.events, partitions: partition && new FactPartitions(partition.of, files) },
      ),
  };
}

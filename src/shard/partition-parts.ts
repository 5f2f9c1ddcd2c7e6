import { Failure } from '../failure.js';
import type { BlockKind } from './block.js';
import type { Part } from './shard-file.js';
import type { ShardPartition } from './shard-head.js';
import { digestOf } from './shard-settings.js';

/** Whether a step of `merge` made a part; undefined: whether `validate` did. */
export function isOfStep({ head }: Part, step: ShardPartition['step']): boolean {
  return head.partition?.step === step;
}

/** Whether a part has records with their problems and counts, not only what rules across records need. */
export function hasRecords({ head }: Part): boolean {
  return head.partition === undefined || (head.partition.number === 0 && head.partition.step === undefined);
}

/** A digest of what the runs of some parts read, in their order. */
export function runsOf(parts: readonly Part[]): string {
  return digestOf(parts.map(({ head }) => head.partition?.run));
}

/** The lines of JSON in the blocks of a kind. @throws {Failure} if a shard is damaged */
export function* jsonLinesOf<Value>(parts: readonly Part[], kind: BlockKind): Generator<Value> {
  for (const { shard, blocks } of parts) {
    for (const block of blocks) {
      if (block.kind !== kind) continue;
      for (const line of shard.read(block).toString().split('\n')) if (line !== '') yield JSON.parse(line) as Value;
    }
  }
}

function refuse(message: string, hint: string): never {
  throw new Failure('bad-shard', message, { hint });
}

/** The first partition that is not among some parts. */
function missingOf(parts: readonly Part[], of: number): number | undefined {
  const found = new Set(parts.map(({ head }) => head.partition?.number));
  for (let number = 1; number <= of; number++) if (!found.has(number)) return number;
  return undefined;
}

/** The parts of runs with `--partitions`, apart. */
export interface PartitionParts {
  /** The parts with records, in the order of the logs; those of other runs, too. */
  readonly records: readonly Part[];
  /** The parts with facts, and for each the part with the records of its run. */
  readonly facts: readonly (readonly [facts: Part, records: Part])[];
  /** What `--step reduce` and `--step search` made of the facts; empty if the facts themselves are given. */
  readonly reduced: readonly Part[];
  readonly searched: readonly Part[];
}

/** Tells the parts of runs apart for a report. @throws {Failure} if the facts of a partition are missing, or are of other runs */
export function partitionParts(parts: readonly Part[]): PartitionParts {
  const records = parts.filter(hasRecords);
  const reduced = parts.filter((part) => isOfStep(part, 'reduce'));
  const searched = parts.filter((part) => isOfStep(part, 'search'));
  const made = [...reduced, ...searched];
  if (made.length === 0) return { records, facts: factsWithRecords(parts, records), reduced, searched };
  const of = records[0]?.head.partition?.of;
  const runs = runsOf(records);
  if (of === undefined || made.some(({ head }) => head.partition?.of !== of || head.partition.run !== runs)) {
    refuse(
      'what --step made is of other shards, or in another order',
      'give the parts with the records of all runs, in the order of their logs',
    );
  }
  requireAll(reduced, of, 'reduce');
  const hasOpen = reduced.some(({ blocks }) => blocks.some(({ kind }) => kind === 'openFindings'));
  if (hasOpen) requireAll(searched, of, 'search');
  return { records, facts: [], reduced, searched };
}

function requireAll(parts: readonly Part[], of: number, step: string): void {
  const missing = missingOf(parts, of);
  if (missing === undefined) return;
  refuse(`partition ${missing} of ${of} is missing`, `give what merge --step ${step} makes of each partition`);
}

function factsWithRecords(parts: readonly Part[], records: readonly Part[]): (readonly [Part, Part])[] {
  const runs = new Map(records.map((part) => [part.head.partition?.run, part]));
  const facts = new Map<string | undefined, Part[]>();
  for (const part of parts) {
    if (hasRecords(part)) continue;
    const run = part.head.partition?.run;
    facts.set(run, [...(facts.get(run) ?? []), part]);
  }
  for (const { head } of records) {
    if (head.partition === undefined) continue;
    const missing = missingOf(facts.get(head.partition.run) ?? [], head.partition.of);
    if (missing !== undefined) {
      refuse(
        `partition ${missing} of ${head.partition.of} is missing`,
        'give the parts of all partitions, or what merge --step reduce makes of each',
      );
    }
  }
  return [...facts].flatMap(([run, some]) => {
    const of = runs.get(run);
    if (of === undefined) refuse('the records of a partition are missing', 'give the first part of its shard, too');
    return some.map((part) => [part, of] as const);
  });
}

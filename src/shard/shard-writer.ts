import type { CheckResult } from '../check/check-result.js';
import { countedName } from '../check/check-sources.js';
import { SummaryCounter } from '../check/summary.js';
import type { GatheredBlock } from '../conversations/gathered-block.js';
import type { Failure } from '../failure.js';
import type { ByteRange, Source } from '../input/text-chunks.js';
import type { Output } from '../output/output.js';
import type { Problem } from '../problem/problem.js';
import type { FrameTexts } from '../report/code-frame.js';
import { frameTexts } from '../report/code-frame.js';
import type { PlainSeen } from '../report/html/parts.js';
import { groupKey } from '../report/problem-groups.js';
import type { AcceptedRecords } from '../scan/accepted-records.js';
import type { EventSchema } from '../schema/event-schema.js';
import { BoundedMap, byCodeUnits } from '../text/bounded-map.js';
import { BlockWriter } from './block-writer.js';
import type { FactPartitions } from './fact-partitions.js';
import { JsonLines } from './json-lines.js';
import { ReportSamples } from './report-samples.js';
import type { PlainFailure, ShardCounts, ShardFileCounts, ShardFileStart, ShardHead } from './shard-head.js';

/** Of how many groups of problems the first has the texts around it: as many as a report shows. */
const MAX_FRAMES = 1000;

/** A record with problems, or one that is invalid though the rules that say why are off. */
export interface ShardRecord {
  readonly record: number;
  readonly line: number;
  readonly valid: boolean;
  readonly problems: readonly Problem[];
  /** The texts around problems that are the first of their group, by the index of the problem. */
  readonly frames?: Readonly<Record<string, FrameTexts>>;
  /** What reports show of it besides. */
  readonly seen: PlainSeen;
}

function fileStart(name: string, range: ByteRange | undefined): ShardFileStart {
  return { name, ...(range === undefined ? {} : { range }) };
}

/** What a shard is of. */
export interface ShardContents {
  readonly sources: readonly Source[];
  readonly events: readonly EventSchema[];
  /** Gets the facts that rules across records need, if they are written as parts of their own. */
  readonly partitions?: FactPartitions | undefined;
}

/** Writes what a run knows: a sink of the pipeline, which gets all problems, those in a baseline included. */
export class ShardWriter {
  readonly wantsKnown = true;
  readonly #blocks: BlockWriter;
  readonly #output: Output;
  readonly #showValues: boolean;
  readonly #sources: readonly Source[];
  readonly #samples: ReportSamples;
  readonly #counter = new SummaryCounter();
  readonly #framed = new BoundedMap<true>(MAX_FRAMES, byCodeUnits);
  readonly #recordsBefore: number[] = [];
  readonly #head: ShardHead;
  readonly #partitions: FactPartitions | undefined;
  readonly #failures: PlainFailure[] = [];
  readonly #problems = new JsonLines((block) => this.#blocks.write('problems', block));

  constructor(output: Output, head: ShardHead, { sources, events, partitions }: ShardContents) {
    this.#output = output;
    this.#head = head;
    this.#partitions = partitions;
    this.#blocks = new BlockWriter(output);
    this.#showValues = head.settings.showValues;
    this.#samples = new ReportSamples(events, head.settings);
    this.#sources = sources;
    this.#blocks.writeJson('head', head);
  }

  beginFile(name: string, index: number): void {
    this.#problems.flush();
    this.#samples.beginFile(index);
    this.#recordsBefore[index] = this.#counter.records;
    const range = this.#sources[index]?.range;
    this.#blocks.writeJson('file', fileStart(name, range));
  }

  /** Adds what could not be read, so that the shard is whole all the same: `merge` reports it. */
  addFailure({ code, message, hint }: Failure): void {
    this.#failures.push({ code, message, hint });
  }

  write(result: CheckResult): void {
    this.#counter.add(result, countedName(result));
    const { raw, valid, problems } = result;
    const seen = this.#samples.write(result);
    if (seen === undefined) return;
    const frames: Record<string, FrameTexts> = {};
    for (const [index, problem] of problems.entries()) {
      if (!this.#isFirst(problem)) continue;
      const texts = frameTexts(raw, problem, this.#showValues);
      if (texts !== undefined) frames[index] = texts;
    }
    const hasFrames = Object.keys(frames).length > 0;
    const { number: record, line } = raw;
    this.#problems.add({ record, line, valid, problems, ...(hasFrames ? { frames } : {}), seen } satisfies ShardRecord);
  }

  writeAccepted(run: AcceptedRecords, from: number, to: number): void {
    this.#counter.addAccepted(run, from, to);
    this.#samples.writeAccepted(run, from, to);
  }

  drain(): Promise<void> | undefined {
    return this.#blocks.drain();
  }

  /** Adds what the rules across records need. @throws {Failure} if it cannot be written */
  async writeGathered(...all: readonly (Iterable<GatheredBlock> | undefined)[]): Promise<void> {
    this.#problems.flush();
    for (const blocks of all) {
      for (const block of blocks ?? []) {
        if (this.#partitions === undefined) this.#blocks.write(block.kind, block.bytes);
        else this.#partitions.add(block);
        await this.#blocks.drain();
      }
    }
  }

  /** Ends the shard of a run that has read everything. @param bytes how much text was read @throws {Failure} if it cannot be written */
  async end(bytes: number): Promise<void> {
    this.#problems.flush();
    const { records } = this.#counter;
    const files = this.#sources.map((source, index): ShardFileCounts => {
      const first = this.#recordsBefore[index] ?? records;
      return { records: (this.#recordsBefore[index + 1] ?? records) - first, lines: source.lineFeeds ?? 0 };
    });
    for (const bytes of this.#samples.clean()) this.#blocks.write('cleanRecords', bytes);
    this.#blocks.writeJson('totals', this.#samples.totals());
    const failures = this.#failures.length === 0 ? {} : { failures: this.#failures };
    const counts: ShardCounts = { files, counts: { ...this.#counter.recordCounts(), bytes }, ...failures };
    this.#blocks.end(counts);
    await this.#writePartitions(counts);
    await this.#output.end();
  }

  /** Writes the facts of each partition as a part of its own, with what `merge` needs to know of the files. */
  async #writePartitions(counts: ShardCounts): Promise<void> {
    const { partition, events: _, covered: __, ...head } = this.#head;
    if (this.#partitions === undefined || partition === undefined) return;
    for (let number = 1; number <= partition.of; number++) {
      const blocks = new BlockWriter(this.#output);
      const partHead: ShardHead = { ...head, events: [], covered: [], partition: { ...partition, number } };
      blocks.writeJson('head', partHead);
      for (const { name, range } of this.#sources) blocks.writeJson('file', fileStart(name, range));
      for (const { kind, bytes } of this.#partitions.blocks(number)) {
        blocks.write(kind, bytes);
        await blocks.drain();
      }
      blocks.end(counts);
      await blocks.drain();
    }
    this.#partitions.close();
  }

  /** Ends the file of a run that has not read everything: without its end, nobody takes it for a shard. */
  async abandon(): Promise<void> {
    await this.#output.end();
  }

  /** Whether a problem is the first of its group. */
  #isFirst(problem: Problem): boolean {
    const key = `${problem.severity} ${groupKey(problem)}`;
    if (this.#framed.get(key) === true || !this.#framed.admits(key)) return false;
    this.#framed.add(key, true);
    return true;
  }
}

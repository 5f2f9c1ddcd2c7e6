import { createConversationCheck } from '../check/conversation-check.js';
import type { StoredProblem } from '../check/late-problems.js';
import { createMessageIdCheck } from '../check/message-ids/message-id-check.js';
import { ConversationMeasures } from '../conversations/conversation-measures.js';
import { joinedRows } from '../conversations/gathered-facts.js';
import type { OpenFinding } from '../conversations/other-conversations.js';
import { Failure } from '../failure.js';
import type { Output } from '../output/output.js';
import { ExternalSorter } from '../spill/external-sorter.js';
import type { TemporaryFiles } from '../spill/temporary-files.js';
import type { BlockKind } from './block.js';
import { BlockWriter } from './block-writer.js';
import { FilePlaces } from './file-places.js';
import { addFacts, levelsOf } from './late-problems-of-parts.js';
import { isOfStep, jsonLinesOf, runsOf } from './partition-parts.js';
import type { Part } from './shard-file.js';
import type { PartitionResult, ShardPartition } from './shard-head.js';
import type { Step } from './step.js';

/** So many bytes of text make a block. */
const BLOCK_BYTES = 512 * 1024;

/** How many message ids are looked up in one pass over all rows. */
const IDS_AT_ONCE = 200_000;

/** The memory for texts that wait to be written; more go to a temporary file. */
const WAITING_BYTES = 16 * 1024 * 1024;

/** Keeps values as lines of JSON until they can be written as blocks. */
class WaitingLines {
  readonly #kind: BlockKind;
  readonly #sorter: ExternalSorter;
  readonly #key = new Uint32Array(1);

  constructor(kind: BlockKind, files: TemporaryFiles) {
    this.#kind = kind;
    this.#sorter = new ExternalSorter({ keyWords: 1, memoryBytes: WAITING_BYTES, files });
  }

  add(value: unknown): void {
    // Equal keys keep their order.
    this.#sorter.addText(this.#key, JSON.stringify(value));
  }

  async write(blocks: BlockWriter): Promise<void> {
    let lines: string[] = [];
    let units = 0;
    const flush = async (): Promise<void> => {
      if (lines.length > 0) blocks.write(this.#kind, Buffer.from(lines.join('')));
      lines = [];
      units = 0;
      await blocks.drain();
    };
    for (const { payload } of this.#sorter.sorted()) {
      const line = `${Buffer.from(payload).toString()}\n`;
      lines.push(line);
      units += line.length;
      if (units >= BLOCK_BYTES) await flush();
    }
    await flush();
  }
}

/** What each step writes. @throws {Failure} if a part is of another partition, or something cannot be read or written */
export const WRITE_STEP: Readonly<
  Record<Step, (parts: readonly Part[], files: TemporaryFiles, output: Output) => Promise<void>>
> = { reduce: reducePartition, search: searchPartition };

/** The parts with the facts of one partition, and which one it is. @throws {Failure} if there are others */
function factsOf(parts: readonly Part[]): { readonly facts: readonly Part[]; readonly partition: ShardPartition } {
  const facts = parts.filter((part) => isOfStep(part, undefined));
  const first = facts[0]?.head.partition;
  const isSame = ({ head }: Part): boolean =>
    head.partition !== undefined && head.partition.number === first?.number && head.partition.of === first.of;
  if (first === undefined || first.number === 0 || !facts.every(isSame)) {
    throw new Failure('bad-shard', '--step needs the parts of one partition, from all runs', {
      hint: 'validate --partitions 8 -f shard=log.shard writes the records and then the 8 partitions, one part behind the other; docs/reference/shards.md says where a part begins',
    });
  }
  return { facts, partition: { number: first.number, of: first.of, run: runsOf(facts) } };
}

/** Writes the part that a step makes: nothing of records, no files. */
async function writePart(
  parts: readonly Part[],
  partition: ShardPartition,
  output: Output,
  write: (blocks: BlockWriter) => Promise<void>,
): Promise<void> {
  const blocks = new BlockWriter(output);
  const { part: _, ...head } = (parts[0] as Part).head;
  blocks.writeJson('head', { ...head, partition });
  await write(blocks);
  const none = { names: [], other: 0 };
  blocks.end({ files: [], counts: { records: 0, valid: 0, bytes: 0, byEvent: none } });
  await output.end();
}

/**
 * Checks the rules across records in one partition, and writes what they find.
 * @param parts the parts of the partition, of all runs, in the order of the logs
 */
async function reducePartition(parts: readonly Part[], files: TemporaryFiles, output: Output): Promise<void> {
  const { facts, partition } = factsOf(parts);
  const places = new FilePlaces(facts);
  const { levelOf, order } = levelsOf(facts);
  const measures = new ConversationMeasures();
  const conversations = createConversationCheck({ levelOf, order, files, measures });
  const messageIds = createMessageIdCheck(levelOf, files);
  addFacts(facts, places, { conversations, messageIds });
  const isComplete = facts.every(({ counts }) => counts.failures === undefined);
  const open = new WaitingLines('openFindings', files);
  const late = new WaitingLines('lateProblems', files);
  const onLate = (problem: StoredProblem) => late.add(problem);
  const limits = conversations?.findInPart(isComplete, { onLate, onOpen: (finding) => open.add(finding) }) ?? {};
  for (const problem of messageIds?.end() ?? []) late.add(problem);
  const result: PartitionResult = { measures: measures.toJSON(), limits };
  await writePart(facts, { ...partition, step: 'reduce' }, output, async (blocks) => {
    await open.write(blocks);
    await late.write(blocks);
    blocks.writeJson('partitionResult', result);
  });
}

/** The ids of some findings, each once. */
function idsOf(findings: Iterable<OpenFinding>): Uint32Array[] {
  const ids = new Map<string, readonly number[]>();
  for (const { messageId } of findings) ids.set(messageId.join(' '), messageId);
  const all = [...ids.values()];
  const groups = Array.from({ length: Math.ceil(all.length / IDS_AT_ONCE) }, (_, group) =>
    all.slice(group * IDS_AT_ONCE, (group + 1) * IDS_AT_ONCE),
  );
  return groups.map((group) => Uint32Array.from(group.flat()));
}

/**
 * Looks up in one partition the message ids that the partitions could not find in their own conversations.
 * @param parts the parts of the partition, of all runs, in the order of the logs, and those that `reducePartition` wrote of all partitions
 */
async function searchPartition(parts: readonly Part[], files: TemporaryFiles, output: Output): Promise<void> {
  const { facts, partition } = factsOf(parts);
  const places = new FilePlaces(facts);
  const conversations = createConversationCheck({ ...levelsOf(facts), files });
  addFacts(facts, places, { conversations });
  const reduced = parts.filter((part) => isOfStep(part, 'reduce'));
  await writePart(facts, { ...partition, step: 'search' }, output, async (blocks) => {
    for (const ids of idsOf(jsonLinesOf<OpenFinding>(reduced, 'openFindings'))) {
      for (const rows of joinedRows(conversations?.placesOf(ids).found() ?? [])) {
        blocks.write('messagePlaces', rows);
        await blocks.drain();
      }
    }
  });
  conversations?.close();
}

import type { ConversationCheck } from '../check/conversation-check.js';
import { createConversationCheck } from '../check/conversation-check.js';
import type { ConversationOrder } from '../check/conversation-order.js';
import type { DoubtLimits } from '../check/doubtful-problems.js';
import { DoubtfulProblems } from '../check/doubtful-problems.js';
import type { LateProblem } from '../check/late-problem.js';
import { mergeLate } from '../check/late-problem.js';
import type { StoredProblem } from '../check/late-problems.js';
import { LateProblems } from '../check/late-problems.js';
import type { MessageIdCheck } from '../check/message-ids/message-id-check.js';
import { createMessageIdCheck } from '../check/message-ids/message-id-check.js';
import { openProblems } from '../check/open-problems.js';
import type { LevelOf } from '../check/rule-levels.js';
import type { ConversationMeasures } from '../conversations/conversation-measures.js';
import type { FileShift, GatheredBlock, GatheredKind } from '../conversations/gathered-block.js';
import { wordsOf } from '../conversations/gathered-facts.js';
import { MessagePlaces } from '../conversations/message-places.js';
import type { OpenFinding } from '../conversations/other-conversations.js';
import type { TemporaryFiles } from '../spill/temporary-files.js';
import type { FilePlaces } from './file-places.js';
import type { PartitionParts } from './partition-parts.js';
import { jsonLinesOf } from './partition-parts.js';
import type { Part } from './shard-file.js';
import type { PartitionResult } from './shard-head.js';

const OF_CONVERSATIONS: readonly GatheredKind[] = ['eventNames', 'factRows', 'idRows', 'unplaced'];
const OF_CALLS: readonly GatheredKind[] = ['callNames', 'callRows'];

/** The memory for problems that were found in partitions; more go to a temporary file. */
const LATE_BYTES = 16 * 1024 * 1024;

function* blocksOf({ shard, blocks }: Part, kinds: readonly string[]): Generator<GatheredBlock> {
  for (const block of blocks) {
    if (kinds.includes(block.kind)) yield { kind: block.kind as GatheredKind, bytes: shard.read(block) };
  }
}

/** The settings of the rules across records, which all parts share. */
export function levelsOf(parts: readonly Part[]): { readonly levelOf: LevelOf; readonly order: ConversationOrder } {
  const { rules = {}, conversationOrder: order = 'time' } = parts[0]?.head.settings ?? {};
  return { levelOf: (rule) => rules[rule] ?? 'off', order };
}

/** Checks that get facts. */
export interface FactChecks {
  readonly conversations?: ConversationCheck | undefined;
  readonly messageIds?: MessageIdCheck | undefined;
}

/**
 * Adds the facts of parts to checks.
 * @param placesOf where the files of a part stand; default: as `places` has it
 * @throws {Failure} if a shard is damaged, or a temporary file cannot be written
 */
export function addFacts(
  parts: readonly Part[],
  places: FilePlaces,
  { conversations, messageIds }: FactChecks,
  placesOf: (part: Part) => readonly FileShift[] = (part) => places.of(part),
): void {
  for (const check of [conversations, messageIds]) for (const name of places.names) check?.beginFile(name);
  for (const part of parts) {
    conversations?.addGathered(blocksOf(part, OF_CONVERSATIONS), placesOf(part));
    messageIds?.addGathered(blocksOf(part, OF_CALLS), placesOf(part));
  }
}

/** What else is made of the conversations of all parts. */
export interface LateOptions {
  /** Gets all conversations. Default: nothing does. */
  readonly measures: ConversationMeasures | undefined;
  /** Called with the check of conversations, which then is to be closed; not called if a step of `merge` made it. Default: nothing needs it. */
  readonly onConversations?: ((check: ConversationCheck) => void) | undefined;
}

/**
 * What the rules across records find in all parts together, in the order of the places.
 * @throws {Failure} if a shard is damaged, or a temporary file cannot be written
 */
export function* lateProblemsOf(
  parts: PartitionParts,
  places: FilePlaces,
  files: TemporaryFiles,
  { measures, onConversations }: LateOptions,
): Generator<LateProblem> {
  if (parts.reduced.length > 0) {
    yield* reducedProblems(parts, places, files, measures);
    return;
  }
  const { records, facts } = parts;
  const { levelOf, order } = levelsOf(records);
  const conversations = createConversationCheck({
    ...{ levelOf, order, files, measures },
    keepsEvents: onConversations !== undefined,
  });
  if (conversations !== undefined) onConversations?.(conversations);
  const messageIds = createMessageIdCheck(levelOf, files);
  const recordsOf = new Map(facts);
  const withFacts = [...records, ...recordsOf.keys()];
  addFacts(withFacts, places, { conversations, messageIds }, (part) => places.of(recordsOf.get(part) ?? part));
  const isComplete = records.every(({ counts }) => counts.failures === undefined);
  yield* mergeLate(conversations?.end(isComplete) ?? [], messageIds?.end() ?? []);
}

/** What was found in each partition, in the order of the places. */
function reducedProblems(
  { records, reduced, searched }: PartitionParts,
  { names }: FilePlaces,
  files: TemporaryFiles,
  measures: ConversationMeasures | undefined,
): Iterable<LateProblem> {
  const late = new LateProblems(files, LATE_BYTES);
  const doubtful = new DoubtfulProblems();
  const add = (problem: StoredProblem): void => {
    late.add(problem);
    doubtful.add(problem);
  };
  for (const problem of jsonLinesOf<StoredProblem>(reduced, 'lateProblems')) add(problem);
  const placesOf = (ids: Uint32Array): MessagePlaces => {
    const found = new MessagePlaces(ids);
    for (const part of searched)
      for (const block of part.blocks)
        if (block.kind === 'messagePlaces') found.addFound(wordsOf(part.shard.read(block)));
    return found;
  };
  const { levelOf } = levelsOf(records);
  openProblems(jsonLinesOf<OpenFinding>(reduced, 'openFindings'), { levelOf, fileNames: names, placesOf, files }, add);
  let limits: DoubtLimits = {};
  for (const result of jsonLinesOf<PartitionResult>(reduced, 'partitionResult')) {
    measures?.addPlain(result.measures);
    limits = result.limits;
  }
  return late.sorted((rule) => doubtful.isLeftOut(rule, limits));
}

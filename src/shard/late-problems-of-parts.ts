import { createConversationCheck } from '../check/conversation-check.js';
import type { LateProblem } from '../check/late-problem.js';
import { mergeLate } from '../check/late-problem.js';
import { createMessageIdCheck } from '../check/message-ids/message-id-check.js';
import type { ConversationMeasures } from '../conversations/conversation-measures.js';
import type { GatheredBlock, GatheredKind } from '../conversations/gathered-block.js';
import type { TemporaryFiles } from '../spill/temporary-files.js';
import type { FilePlaces } from './file-places.js';
import type { Part } from './shard-file.js';

const OF_CONVERSATIONS: readonly GatheredKind[] = ['eventNames', 'factRows', 'idRows', 'unplaced'];
const OF_CALLS: readonly GatheredKind[] = ['callNames', 'callRows'];

function* blocksOf({ shard, blocks }: Part, kinds: readonly string[]): Generator<GatheredBlock> {
  for (const block of blocks) {
    if (kinds.includes(block.kind)) yield { kind: block.kind as GatheredKind, bytes: shard.read(block) };
  }
}

/**
 * What the rules across records find in all parts together, in the order of the places.
 * @param measures gets their conversations, if a rule about them is on
 * @throws {Failure} if a shard is damaged, or a temporary file cannot be written
 */
export function* lateProblemsOf(
  parts: readonly Part[],
  places: FilePlaces,
  files: TemporaryFiles,
  measures: ConversationMeasures | undefined,
): Generator<LateProblem> {
  const { rules = {}, conversationOrder: order = 'time' } = parts[0]?.head.settings ?? {};
  const levelOf = (rule: string) => rules[rule] ?? 'off';
  const conversations = createConversationCheck({ levelOf, order, files, measures });
  const messageIds = createMessageIdCheck(levelOf, files);
  for (const check of [conversations, messageIds]) for (const name of places.names) check?.beginFile(name);
  for (const part of parts) {
    conversations?.addGathered(blocksOf(part, OF_CONVERSATIONS), places.of(part));
    messageIds?.addGathered(blocksOf(part, OF_CALLS), places.of(part));
  }
  yield* mergeLate(conversations?.end(true) ?? [], messageIds?.end() ?? []);
}

import type { Registry } from '../schema/registry.js';
import { TemporaryFiles } from '../spill/temporary-files.js';
import type { CheckedRecord } from './check-record.js';
import { createConversationCheck } from './conversation-check.js';
import type { ConversationOrder } from './conversation-order.js';
import type { LateProblem } from './late-problem.js';
import { mergeLate } from './late-problem.js';
import { createLiveConversationCheck } from './live-conversation-check.js';
import { LiveMessageIdCheck } from './message-ids/live-message-id-check.js';
import { createMessageIdCheck } from './message-ids/message-id-check.js';
import { MESSAGE_ID_RULE } from './message-ids/placed-message-id.js';
import type { LevelOf } from './rule-levels.js';

/**
 * Checks records beside each other while they arrive: at once, beside those that came before, and by time, as a log is checked. A
 * record that arrives late may look wrong at first, and is not.
 */
export interface LiveCheck {
  /** Adds a record. Returns it with the problems that it has beside the records before it. */
  check(result: CheckedRecord): CheckedRecord;
  /** The problems by time so far, without those that conversations have at their end: more may come. */
  problemsSoFar(): Iterable<LateProblem>;
  /** The problems by time. Nothing can be added afterwards. */
  end(): Iterable<LateProblem>;
}

/** Makes the check; undefined if none of its rules is on. */
export function createLiveCheck(
  levelOf: LevelOf,
  { registry, order }: { readonly registry?: Registry; readonly order?: ConversationOrder } = {},
): LiveCheck | undefined {
  const files = new TemporaryFiles();
  const conversations = createConversationCheck({ registry, levelOf, order, files });
  const messageIds = createMessageIdCheck(levelOf, files);
  if (conversations === undefined && messageIds === undefined) return undefined;
  const liveConversations = createLiveConversationCheck(levelOf, registry);
  const severity = levelOf(MESSAGE_ID_RULE);
  const liveIds = severity === 'off' ? undefined : new LiveMessageIdCheck(severity);
  return {
    check(result) {
      // Bodies that are no events have other names than the stream of events.
      conversations?.continueFile(result.raw.file);
      messageIds?.continueFile(result.raw.file);
      conversations?.add(result);
      messageIds?.add(result);
      const checked = liveIds?.check(result) ?? result;
      return liveConversations?.check(checked) ?? checked;
    },
    problemsSoFar: () => mergeLate(conversations?.problemsSoFar() ?? [], messageIds?.problems() ?? []),
    end: () => mergeLate(conversations?.end(true) ?? [], messageIds?.end() ?? []),
  };
}

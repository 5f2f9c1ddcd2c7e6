import type { Registry } from '../schema/registry.js';
import type { CheckedRecord } from './check-record.js';
import type { LateProblem } from './late-problem.js';
import { createLiveConversationCheck } from './live-conversation-check.js';
import { LiveMessageIdCheck } from './message-ids/live-message-id-check.js';
import { MESSAGE_ID_RULE } from './message-ids/placed-message-id.js';
import type { LevelOf } from './rule-levels.js';

/** Checks records beside earlier ones, as they arrive and in that order. */
export interface LiveCheck {
  /** Adds the problems that a record has beside the records before it. */
  check(result: CheckedRecord): CheckedRecord;
  /** The problems that show only when nothing more comes. */
  end(): readonly LateProblem[];
}

/** Makes the check; undefined if none of its rules is on. */
export function createLiveCheck(levelOf: LevelOf, registry?: Registry): LiveCheck | undefined {
  const conversations = createLiveConversationCheck(levelOf, registry);
  const severity = levelOf(MESSAGE_ID_RULE);
  const messageIds = severity === 'off' ? undefined : new LiveMessageIdCheck(severity);
  if (messageIds === undefined) return conversations;
  return {
    check(result) {
      const checked = messageIds.check(result);
      return conversations?.check(checked) ?? checked;
    },
    end: () => conversations?.end() ?? [],
  };
}

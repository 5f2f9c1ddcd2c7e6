import type { ConversationCheck } from '../check/conversation-check.js';
import { createConversationCheck } from '../check/conversation-check.js';
import type { LevelOf, RuleSetting } from '../check/rule-levels.js';
import type { Summary } from '../check/summary.js';
import { DEFAULT_MAX_CONVERSATIONS } from '../conversations/conversations.js';
import type { Io } from '../io.js';
import { builtInRegistry } from '../schema/registry.js';
import { countOf } from '../text/count.js';
import type { InputFlags } from './settings.js';

/** What `send` starts from: a replay is not held up by the story of a conversation, unless a setting asks for it. */
export const CONVERSATIONS_OFF: RuleSetting = { glob: 'conversation/*', level: 'off' };

/** The stage that sees records beside each other, as the flags want it; undefined if no rule asks for it. */
export function conversationCheckFor(
  flags: Pick<InputFlags, 'showValues' | 'maxConversations'>,
  levelOf: LevelOf,
): ConversationCheck | undefined {
  return createConversationCheck({
    registry: builtInRegistry(),
    levelOf,
    showValues: flags.showValues ?? false,
    maxConversations: flags.maxConversations ?? DEFAULT_MAX_CONVERSATIONS,
  });
}

/** Says that the story of some conversations was not followed to its end. */
export function showDropped({ conversationsDropped = 0 }: Summary, io: Io): void {
  if (conversationsDropped === 0) return;
  const were = conversationsDropped === 1 ? 'was' : 'were';
  io.stderr.write(
    `copilot-events: ${countOf(conversationsDropped, 'conversation')} ${were} let go to bound the memory, so that faults across their records may be missing; --max-conversations keeps more\n`,
  );
}

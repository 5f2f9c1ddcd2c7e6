import type { ConversationRule } from './conversation-rule.js';
import {
  ACTIVITY,
  CUSTOMER_KINDS,
  ENDED,
  FEEDBACK,
  hasKind,
  kindSet,
  MESSAGE_KINDS,
  OTHER,
  OWN,
  RECEIVED,
  SENT,
  STARTED,
} from './event-kind.js';
import * as row from './fact-row.js';
import { compareInstants } from './instant.js';
import type { MessageIdTable } from './message-id-table.js';

const NONE = -1;

/** The kinds of events that a clean conversation may have. */
const CLEAN_KINDS = kindSet(STARTED, SENT, RECEIVED, ENDED, ACTIVITY, FEEDBACK, OTHER, OWN);
const NOT_AFTER_END = kindSet(STARTED, SENT, RECEIVED, ACTIVITY);

/**
 * Finds out whether a conversation is clean, faster than by the rules: it begins with its only start, its records are in the order of
 * time, no message comes after an end, and ids, users and counts are as they should be. A clean conversation breaks none of the rules
 * that say so (`holdsIfClean`); one that is not clean may break none, either.
 */
export class CleanConversations {
  readonly #ids: MessageIdTable;
  /** Whether a conversation has to have ended. */
  readonly #mustEnd: boolean;

  /** @param ids used for one conversation after the other */
  private constructor(ids: MessageIdTable, mustEnd: boolean) {
    this.#ids = ids;
    this.#mustEnd = mustEnd;
  }

  /** Undefined if a clean conversation may break one of the rules. */
  static forRules(rules: readonly ConversationRule[], ids: MessageIdTable): CleanConversations | undefined {
    if (!rules.every(({ holdsIfClean }) => holdsIfClean === true)) return undefined;
    return new CleanConversations(
      ids,
      rules.some(({ order }) => order === 'end'),
    );
  }

  /**
   * Whether a conversation is clean.
   * @param first where its first row in the order of the log begins
   * @param next for each row, by its number, where the next one of its conversation begins; -1 behind the last
   * @param count how many records it has
   */
  isClean(words: Uint32Array, first: number, next: Int32Array, count: number): boolean {
    const ids = this.#ids;
    let messages = 0;
    let hasEnded = false;
    let userAt = NONE;
    let before = NONE;
    ids.begin(count);
    for (let at = first; at !== NONE; at = next[at / row.ROW_WORDS] as number) {
      const bits = words[at + row.BITS] as number;
      const kind = row.kindAt(words, at);
      if (!hasKind(CLEAN_KINDS, kind) || (bits & (row.HAS_TIME | row.SEEN_ONLY)) !== row.HAS_TIME) return false;
      if (before === NONE ? kind !== STARTED : kind === STARTED) return false;
      if (before !== NONE && compareInstants(words, before + row.TIME, words, at + row.TIME) > 0) return false;
      if (hasEnded && hasKind(NOT_AFTER_END, kind)) return false;
      before = at;
      const isMessage = hasKind(MESSAGE_KINDS, kind);
      if (isMessage) messages++;
      if ((bits & row.HAS_MESSAGE_ID) !== 0) {
        const isKnown = ids.find(words, at + row.MESSAGE_ID);
        if (kind === FEEDBACK ? !isKnown : isMessage && ids.messageAt !== NONE) return false;
        ids.add(words, at + row.MESSAGE_ID, isMessage ? at : NONE);
      }
      if (kind === ENDED) {
        hasEnded = true;
        if ((bits & row.HAS_COUNT) !== 0 && words[at + row.USER] !== messages) return false;
      } else if ((bits & row.HAS_USER) !== 0 && hasKind(CUSTOMER_KINDS, kind)) {
        if (userAt === NONE) userAt = at + row.USER;
        else if (words[at + row.USER] !== words[userAt] || words[at + row.USER + 1] !== words[userAt + 1]) return false;
      }
    }
    return hasEnded || !this.#mustEnd;
  }
}

import type { BrokenRule } from './conversation-fold.js';
import { keyOfHash } from './conversation-ids.js';
import type { ConversationRule } from './conversation-rule.js';
import { ConversationState } from './conversation-state.js';
import { ConversationTraits } from './conversation-traits.js';
import { ALL_KINDS, BROKEN, hasKind, MESSAGE_KINDS } from './event-kind.js';
import { CONVERSATION, type FactRow, HAS_MESSAGE_ID, MESSAGE_ID, SEEN_ONLY } from './fact-row.js';
import type { UnplacedRecords } from './unplaced-records.js';

/** How many conversations are kept, and how many message ids of all of them together. */
const MAX_CONVERSATIONS = 50_000;
const MAX_IDS = 500_000;

const NO_TEXTS: readonly string[] = [];

/** One conversation, and what its next records may refer to. */
interface Live {
  readonly state: ConversationState;
  readonly traits: ConversationTraits;
  /** The message ids of its events; for those of messages, the row of the first one. */
  readonly ids: Map<string, Uint32Array | undefined>;
  id: string;
}

/**
 * Checks records in the order of their arrival, at once. Of more conversations than are kept, those without a record for the
 * longest time are dropped; then nothing is reported any more that depends on records which may have been dropped.
 */
export class LiveConversations {
  readonly #rules: readonly ConversationRule[];
  readonly #fileNames: readonly string[];
  readonly #unplaced: UnplacedRecords;
  readonly #conversations = new Map<string, Live>();
  #ids = 0;
  #hasDropped = false;

  /** @param fileNames the names of the files by their numbers */
  constructor(rules: readonly ConversationRule[], fileNames: readonly string[], unplaced: UnplacedRecords) {
    this.#rules = rules;
    this.#fileNames = fileNames;
    this.#unplaced = unplaced;
  }

  /**
   * Adds a record; calls a function with each rule that it breaks.
   * @param id the id of its conversation
   */
  write(record: FactRow, id: string, onBroken: (broken: BrokenRule) => void): void {
    const live = this.#liveOf(record, id);
    const { state, traits, ids } = live;
    const key = record.has(HAS_MESSAGE_ID) ? messageKey(record) : undefined;
    const message = key === undefined ? undefined : ids.get(key);
    const isMessage = hasKind(MESSAGE_KINDS, record.kind);
    state.hasMessageId = key !== undefined && ids.has(key);
    if (message !== undefined && isMessage) state.setEarlierMessage(message, 0);
    else state.clearEarlierMessage();
    traits.note(record, true);
    if (record.kind !== BROKEN && !record.has(SEEN_ONLY)) {
      for (const rule of this.#rules) {
        if (rule.order === 'end' || (rule.kinds !== undefined && !hasKind(rule.kinds, record.kind))) continue;
        if (rule.isBroken(record, state)) this.#report({ rule, record, before: state }, live, onBroken);
      }
    }
    state.addInLog(record);
    state.add(record);
    if (key === undefined || message !== undefined) return;
    if (!ids.has(key)) this.#ids++;
    ids.set(key, isMessage ? record.words.slice(record.at, record.at + record.length) : undefined);
    if (this.#ids > MAX_IDS) this.#drop();
  }

  #report(
    broken: Omit<BrokenRule, 'unlessIdStarts' | 'mayFollow'>,
    { traits, state, id }: Live,
    onBroken: (broken: BrokenRule) => void,
  ): void {
    const { doubt } = broken.rule;
    if (doubt !== undefined) {
      if (state.isInDoubt(doubt)) return;
      // A broken record whose conversation nobody can tell may have come at any time.
      traits.isTimed = true;
      const causes = this.#unplaced.causesOf({ doubt, from: undefined, to: undefined, conversation: traits });
      if (causes.isAny || causes.idStarts.some((start) => id.startsWith(start))) return;
    }
    onBroken({ ...broken, unlessIdStarts: NO_TEXTS, mayFollow: false });
  }

  #liveOf(record: FactRow, id: string): Live {
    const key = keyOfHash(record.words, record.at + CONVERSATION);
    const known = this.#conversations.get(key);
    if (known !== undefined) {
      // The one that was used last stands last.
      this.#conversations.delete(key);
      this.#conversations.set(key, known);
      return known;
    }
    const live: Live = {
      state: new ConversationState(this.#fileNames),
      traits: new ConversationTraits(),
      ids: new Map(),
      id,
    };
    if (this.#hasDropped) live.state.noteAnywhere(ALL_KINDS);
    this.#conversations.set(key, live);
    if (this.#conversations.size > MAX_CONVERSATIONS) this.#drop();
    return live;
  }

  /** Drops the conversation that had no record for the longest time. */
  #drop(): void {
    this.#hasDropped = true;
    for (const [key, { ids }] of this.#conversations) {
      this.#conversations.delete(key);
      this.#ids -= ids.size;
      return;
    }
  }
}

function messageKey({ words, at }: FactRow): string {
  return `${words[at + MESSAGE_ID]} ${words[at + MESSAGE_ID + 1]}`;
}

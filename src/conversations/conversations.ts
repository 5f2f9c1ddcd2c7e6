import type { Finding } from '../problem/finding.js';
import type { Place } from '../problem/problem.js';
import { HASH_WORDS, hashId } from '../record/id-hash.js';
import { timeOf } from '../schema/date-time.js';
import { ConversationIndex, NO_SERIAL } from './conversation-index.js';
import type { ConversationRule } from './conversation-rule.js';
import { ConversationState } from './conversation-state.js';
import { createStore } from './conversation-store.js';
import { hasKind, KIND_COUNT } from './event-kind.js';
import { EvictedIds, MAX_WORDS } from './evicted-ids.js';
import { FileNames } from './file-names.js';
import type { HashedRecord } from './hashed-record.js';
import { createHashedRecord, hashFacts } from './hashed-record.js';
import { MessageIds } from './message-ids.js';
import type { RecordFacts } from './record-facts.js';
import { createLinks, SerialQueue } from './serial-queue.js';

/** How many conversations are kept unless an option says otherwise. */
export const DEFAULT_MAX_CONVERSATIONS = 50_000;

/**
 * How many message ids are kept for each conversation, on average, and which share of all of them one conversation may
 * have.
 */
const IDS_PER_CONVERSATION = 10;
const MAX_SHARE = 1 / 2;

/** Eviction goes on down to this share of the limits, so that it is not needed for every single record. */
const SHARE_KEPT = 7 / 8;

/** A run with a lower limit is meant to use little memory, for the evicted ids as well. */
const SMALL_LIMIT = 1000;
const MIN_WORDS = 2 ** 14;

/** A longer conversation id is not kept for problems at the end of the log. */
const MAX_ID_LENGTH = 64;

const NONE: readonly Finding[] = [];

/**
 * The conversations of a log, in bounded memory. Beyond the limit, conversations that have ended are evicted first,
 * then those without recent records. No rule is checked on later records of an evicted one.
 */
export class Conversations {
  /** Whether a rule reads times, so that records need theirs. */
  readonly usesTimes: boolean;
  /** The rules that a kind of event can break. */
  readonly #rules: readonly (readonly ConversationRule[])[];
  readonly #maxConversations: number;
  readonly #maxIds: number;
  readonly #index: ConversationIndex;
  /** The conversations that have not ended, and those that have, the oldest first. */
  readonly #open: SerialQueue;
  readonly #ended: SerialQueue;
  readonly #fileNames = new FileNames();
  readonly #messageIds: MessageIds;
  readonly #evicted: EvictedIds;
  readonly #state: ConversationState;
  readonly #other: ConversationState;
  readonly #record = createHashedRecord();
  /** Serials that are free again, and the next that was never used. */
  readonly #free: number[] = [];
  #nextSerial = 0;
  #turn = 0;
  #ids = 0;
  #dropped = 0;
  #isLatestKept = false;

  /** @param maxConversations how many are kept. Default: DEFAULT_MAX_CONVERSATIONS. */
  constructor(rules: readonly ConversationRule[], maxConversations: number = DEFAULT_MAX_CONVERSATIONS) {
    this.usesTimes = rules.some(({ usesTime }) => usesTime === true);
    this.#rules = Array.from({ length: KIND_COUNT }, (_, kind) =>
      rules.filter(({ kinds }) => kinds === undefined || hasKind(kinds, kind)),
    );
    this.#maxConversations = maxConversations;
    this.#maxIds = maxConversations * IDS_PER_CONVERSATION;
    // Eviction begins when there is one too many.
    this.#messageIds = new MessageIds(this.#maxIds + 1);
    this.#index = new ConversationIndex(maxConversations + 1);
    const links = createLinks(maxConversations + 1);
    this.#open = new SerialQueue(links);
    this.#ended = new SerialQueue(links);
    const store = createStore(maxConversations + 1, this.#messageIds, this.#fileNames);
    this.#state = new ConversationState(store);
    this.#other = new ConversationState(store);
    this.#evicted = new EvictedIds(maxConversations < SMALL_LIMIT ? MIN_WORDS : MAX_WORDS);
  }

  /** How many conversations were evicted, or have more message ids than are kept. */
  get dropped(): number {
    return this.#dropped;
  }

  /** The number of the file that is read now. */
  numberOfFile(name: string): number {
    return this.#fileNames.numberOf(name);
  }

  /**
   * Adds a record, in the order of the log, and returns what the rules find in it.
   * @param factsOf is called for the record's facts if a rule is broken; few are, and strings take more time than the
   * rules
   */
  write(record: HashedRecord, factsOf: () => RecordFacts): readonly Finding[] {
    const state = this.#stateOf(record.words, record.conversationAt);
    this.#isLatestKept = state !== undefined;
    if (state === undefined) return NONE;
    const findings = record.seenOnly ? NONE : this.#findings(record, state, factsOf);
    this.#add(record, state);
    return findings;
  }

  /** Adds a record of which the facts are known, like `write`. */
  writeFacts(facts: RecordFacts): readonly Finding[] {
    const record = this.#record;
    hashFacts(facts, record);
    record.file = this.numberOfFile(facts.file);
    record.time = this.usesTimes && facts.timestamp !== undefined ? timeOf(facts.timestamp) : Number.NaN;
    return this.write(record, () => facts);
  }

  /** Notes the place of the record that was added last, for problems that are known at the end of the log. */
  noteLast(place: Place, isValid: boolean, conversationId: string): void {
    const id = conversationId.length <= MAX_ID_LENGTH ? conversationId : undefined;
    if (!this.#isLatestKept) return;
    this.#state.noteLast({ place, fileIndex: this.numberOfFile(place.file), isValid, id });
  }

  /** Notes that an unreadable record seems to belong to a conversation. */
  noteUnreadable(conversationId: string): void {
    const hash = new Int32Array(HASH_WORDS);
    hashId(conversationId, hash);
    const state = this.#stateOf(hash, 0);
    if (state === undefined) return;
    state.noteGap();
    if (this.#isFull(1)) this.#evictSome(state.serial);
  }

  /** Notes that a record with a broken id may belong to a conversation, if there is such a conversation. */
  noteMaybe(conversationId: string): void {
    const hash = new Int32Array(HASH_WORDS);
    hashId(conversationId, hash);
    const serial = this.#index.find(hash, 0);
    if (serial !== NO_SERIAL) this.#state.at(serial).noteGap();
  }

  /** Calls a function with each conversation that is kept and has not ended, in the order of their last records. */
  mapOpen<Result>(call: (state: ConversationState) => Result): Result[] {
    const turns: { readonly serial: number; readonly turn: number }[] = [];
    for (let serial = this.#open.first; serial !== undefined; serial = this.#open.after(serial)) {
      turns.push({ serial, turn: this.#other.at(serial).turn });
    }
    turns.sort((a, b) => a.turn - b.turn);
    return turns.map(({ serial }) => call(this.#other.at(serial)));
  }

  #findings(record: HashedRecord, state: ConversationState, factsOf: () => RecordFacts): readonly Finding[] {
    let findings: Finding[] | undefined;
    for (const rule of this.#rules[record.kind] ?? []) {
      if (!rule.isBroken(record, state)) continue;
      findings ??= [];
      findings.push(rule.finding(factsOf(), state, record));
    }
    return findings ?? NONE;
  }

  #add(record: HashedRecord, state: ConversationState): void {
    this.#turn++;
    const { serial, size, isPartial, hasEnded } = state;
    state.add(record, this.#turn, this.#maxIds * MAX_SHARE);
    this.#ids += state.size - size;
    if (state.isPartial && !isPartial) this.#dropped++;
    if (state.hasEnded !== hasEnded) {
      const [from, to] = hasEnded ? [this.#ended, this.#open] : [this.#open, this.#ended];
      from.remove(serial);
      to.add(serial);
    }
    if (this.#isFull(1)) this.#evictSome(serial);
  }

  /** The conversation whose id's hash begins at `at`, a new one if there is none; undefined if it was evicted. */
  #stateOf(words: Int32Array, at: number): ConversationState | undefined {
    const known = this.#index.find(words, at);
    if (known !== NO_SERIAL) return this.#state.at(known);
    if (this.#evicted.mayHold(words, at)) return undefined;
    const serial = this.#free.pop() ?? this.#nextSerial++;
    this.#index.add(serial, words, at);
    this.#open.add(serial);
    return this.#state.at(serial);
  }

  /** Whether there are more conversations or message ids than this share of the limits. */
  #isFull(share: number): boolean {
    return this.#index.size > this.#maxConversations * share || this.#ids > this.#maxIds * share;
  }

  #evictSome(current: number): void {
    let next: number | undefined;
    for (let serial = this.#ended.first; serial !== undefined; serial = next) {
      if (!this.#isFull(SHARE_KEPT)) return;
      next = this.#ended.after(serial);
      if (serial !== current) this.#evict(this.#ended, serial);
    }
    // A conversation that is put back at the end of the queue comes again below, and is evicted then.
    for (let serial = this.#open.first; serial !== undefined; serial = next) {
      if (!this.#isFull(SHARE_KEPT)) return;
      const state = this.#other.at(serial);
      if (serial === current) {
        if (this.#open.size === 1) return;
      } else if (!state.isFresh) {
        next = this.#open.after(serial);
        this.#evict(this.#open, serial);
        continue;
      }
      state.markStale();
      this.#open.remove(serial);
      this.#open.add(serial);
      next = this.#open.first;
    }
  }

  #evict(from: SerialQueue, serial: number): void {
    const state = this.#other.at(serial);
    from.remove(serial);
    this.#evicted.add(this.#index.hashes, serial * HASH_WORDS);
    this.#index.remove(serial);
    this.#ids -= state.size;
    // One with too many message ids has been counted.
    if (!state.isPartial) this.#dropped++;
    this.#messageIds.remove(state);
    state.clear();
    this.#free.push(serial);
  }
}

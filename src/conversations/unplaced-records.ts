import type { Doubt } from './conversation-rule.js';
import type { Bound } from './conversation-state.js';
import type { ConversationTraits } from './conversation-traits.js';
import type { KindSet } from './event-kind.js';
import { ALL_KINDS } from './event-kind.js';
import type { FactRow } from './fact-row.js';
import { HAS_MESSAGE_ID, MESSAGE_ID, SHORT_HASH_WORDS, TIME } from './fact-row.js';
import type { FileShift } from './gathered-block.js';
import { hasInstant, INSTANT_WORDS } from './instant.js';
import { isSameUser, UserGroups } from './user-groups.js';

/** How many are kept. Of more, each may belong anywhere. */
const MAX_RECORDS = 500_000;

/** Of more than this that may belong to a conversation, each may stand anywhere in it. */
const MAX_COMPARED = 1000;

// What is kept of each.
const USER = 0;
const MAY_BE = 2;
const ID = 3;
const INSTANT = 5;
const POSITION = INSTANT + INSTANT_WORDS;
const WORDS = POSITION + 2;

const HAS_ANY_ID = 1 << 16;

/** A broken record whose conversation nobody can tell, as far as its text shows something. */
export interface UnplacedRecord {
  /** The kinds of events that it may be. */
  readonly mayBe: KindSet;
  /** Two words of the hash of its `userId`; undefined if it may be any user's. */
  readonly user: Uint32Array | undefined;
  /** Two words of the hash of its message id; undefined if it may have any. */
  readonly messageId: Uint32Array | undefined;
  /** What the id of its conversation begins with. */
  readonly idStart: string | undefined;
  /** See `writeInstant`; zeros if it has none. */
  readonly instant: Uint32Array;
  readonly file: number;
  readonly record: number;
}

/** Such records as plain data. */
export interface PlainUnplaced {
  readonly size: number;
  readonly mayBe: KindSet;
  readonly words: readonly number[];
  readonly idStarts: readonly (readonly [number: number, idStart: string])[];
}

/** Which records may be the reason for a finding. */
export interface Causes {
  /** Whether one may be of which nothing is known of the id of its conversation. */
  readonly isAny: boolean;
  /** The finding holds only if the id of the conversation begins with none of these texts. */
  readonly idStarts: readonly string[];
}

const NO_TEXTS: readonly string[] = [];
const NO_CAUSE: Causes = { isAny: false, idStarts: NO_TEXTS };

/** Every id begins with it. */
const ANY_START: readonly string[] = [''];

/** In place of a user's hash, where a record may be any user's. */
const NOBODY = new Uint32Array(SHORT_HASH_WORDS);

/** What is in doubt. */
export interface DoubtfulFinding {
  readonly doubt: Doubt;
  /** From where on a record matters; undefined for the beginning. */
  readonly from: Bound | undefined;
  /** The record of the finding, up to which a record matters; undefined for the end of the conversation. */
  readonly to: FactRow | undefined;
  readonly conversation: ConversationTraits;
}

/**
 * Broken records whose conversation nobody can tell. Each silences what depends on it in all conversations that it may belong
 * to, and nothing else.
 */
export class UnplacedRecords {
  #words = new Uint32Array(16 * WORDS);
  #size = 0;
  readonly #idStarts = new Map<number, string>();
  #mayBe: KindSet = 0;
  #byUser: UserGroups | undefined;

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  add({ mayBe, user, messageId, idStart, instant, file, record }: UnplacedRecord): void {
    this.#mayBe |= mayBe;
    this.#byUser = undefined;
    const number = this.#size++;
    if (number >= MAX_RECORDS) return;
    const at = number * WORDS;
    if (at === this.#words.length) {
      const words = new Uint32Array(2 * at);
      words.set(this.#words);
      this.#words = words;
    }
    if (idStart !== undefined) this.#idStarts.set(number, idStart);
    const words = this.#words;
    words.set(user ?? [0, 0], at + USER);
    words[at + MAY_BE] = mayBe | (messageId === undefined ? HAS_ANY_ID : 0);
    words.set(messageId ?? [0, 0], at + ID);
    words.set(instant, at + INSTANT);
    words[at + POSITION] = file;
    words[at + POSITION + 1] = record;
  }

  /** All of them as plain data. */
  toJSON(): PlainUnplaced {
    const size = Math.min(this.#size, MAX_RECORDS);
    return {
      size: this.#size,
      mayBe: this.#mayBe,
      words: [...this.#words.subarray(0, size * WORDS)],
      idStarts: [...this.#idStarts],
    };
  }

  /** Adds those of another log. @param shifts where its files stand in this one */
  addPlain({ size, mayBe, words, idStarts }: PlainUnplaced, shifts: readonly FileShift[]): void {
    const starts = new Map(idStarts);
    for (let number = 0; number * WORDS < words.length; number++) {
      const at = number * WORDS;
      const wordsFrom = (from: number, count: number) => Uint32Array.from(words.slice(at + from, at + from + count));
      const bits = words[at + MAY_BE] as number;
      const shift = shifts[words[at + POSITION] as number] as FileShift;
      this.add({
        mayBe: bits & ~HAS_ANY_ID,
        user: wordsFrom(USER, SHORT_HASH_WORDS),
        messageId: (bits & HAS_ANY_ID) === 0 ? wordsFrom(ID, SHORT_HASH_WORDS) : undefined,
        idStart: starts.get(number),
        instant: wordsFrom(INSTANT, INSTANT_WORDS),
        file: shift.fileIndex,
        record: (words[at + POSITION + 1] as number) + shift.records,
      });
    }
    this.#size += size - words.length / WORDS;
    this.#mayBe |= mayBe;
  }

  /** Which of them may be the reason for a finding. */
  causesOf(finding: DoubtfulFinding): Causes {
    if (this.#size === 0) return NO_CAUSE;
    const isAny = this.#mayBeAnyOf(finding);
    return { isAny, idStarts: this.#idStarts.size === 0 ? NO_TEXTS : this.#startsOf(finding) };
  }

  /** How many findings of a rule such records can be the reason for at most: each belongs to one conversation. */
  countFor({ events, anyMessageId }: Doubt): number {
    const kept = Math.min(this.#size, MAX_RECORDS);
    let count = this.#size - kept;
    for (let number = 0; number < kept; number++) {
      const mayBeEvent = ((this.#words[number * WORDS + MAY_BE] as number) & events) !== 0;
      if ((mayBeEvent || anyMessageId === true) && !this.#idStarts.has(number)) count++;
    }
    return count;
  }

  /** Whether it may be one of which not even the beginning of a conversation's id is known. */
  #mayBeAnyOf(finding: DoubtfulFinding): boolean {
    const { userCount, users, hasMoreUsers } = finding.conversation;
    if (this.#size > MAX_RECORDS || userCount === 0 || hasMoreUsers) return this.#mayBeAnyOfAll(finding);
    const groups = this.#groups();
    if (this.#isReason(groups.of(NOBODY, 0), finding)) return true;
    for (let user = 0; user < userCount; user++)
      if (this.#isReason(groups.of(users, user * SHORT_HASH_WORDS), finding)) return true;
    return false;
  }

  /** For a conversation that may be anybody's. */
  #mayBeAnyOfAll(finding: DoubtfulFinding): boolean {
    if (this.#size > MAX_COMPARED) return (this.#mayBe & eventsOf(finding.doubt)) !== 0;
    return this.#isReason(this.#groups().records, finding);
  }

  /** Whether one of some records may be the reason for a finding. */
  #isReason(records: Uint32Array, finding: DoubtfulFinding): boolean {
    const ignoresPlace = records.length > MAX_COMPARED;
    for (const number of records) {
      if (!this.#idStarts.has(number) && this.#fits(number * WORDS, finding, ignoresPlace)) return true;
    }
    return false;
  }

  /** The known beginnings of ids of those that may be the reason. Of too many, each id may be one. */
  #startsOf(finding: DoubtfulFinding): readonly string[] {
    if (this.#idStarts.size > MAX_COMPARED) return ANY_START;
    const starts = new Set<string>();
    for (const [number, start] of this.#idStarts) {
      const at = number * WORDS;
      if (this.#mayBeOfUser(at, finding.conversation) && this.#fits(at, finding, false)) starts.add(start);
    }
    return [...starts];
  }

  #mayBeOfUser(at: number, { userCount, users, hasMoreUsers }: ConversationTraits): boolean {
    const words = this.#words;
    if (userCount === 0 || hasMoreUsers || isSameUser(words, at, NOBODY, 0)) return true;
    for (let user = 0; user < userCount; user++) if (isSameUser(words, at, users, user * SHORT_HASH_WORDS)) return true;
    return false;
  }

  #fits(at: number, { doubt, from, to, conversation }: DoubtfulFinding, ignoresPlace: boolean): boolean {
    const words = this.#words;
    const bits = words[at + MAY_BE] as number;
    const mayBeEvent = (bits & doubt.events) !== 0;
    if (!mayBeEvent && !(doubt.anyMessageId === true && this.#mayHaveIdOf(at, to))) return false;
    if (ignoresPlace) return true;
    const { isTimed } = conversation;
    if (isTimed && !hasInstant(words, at + INSTANT)) return true;
    const first = isTimed ? INSTANT : POSITION;
    const isAfter = from === undefined || this.#compare(at, first, from.words, from.at - TIME) > 0;
    return isAfter && (to === undefined || this.#compare(at, first, to.words, to.at) < 0);
  }

  #mayHaveIdOf(at: number, record: FactRow | undefined): boolean {
    const words = this.#words;
    if (((words[at + MAY_BE] as number) & HAS_ANY_ID) !== 0 || record === undefined) return true;
    const isSame = (word: number): boolean => words[at + ID + word] === record.words[record.at + MESSAGE_ID + word];
    return record.has(HAS_MESSAGE_ID) && isSame(0) && isSame(1);
  }

  /** Compares time and position, or position alone, with those of a row that begins at `rowAt`. */
  #compare(at: number, first: number, row: Uint32Array, rowAt: number): number {
    for (let word = first; word < WORDS; word++) {
      const difference = (this.#words[at + word] as number) - (row[rowAt + TIME + word - INSTANT] as number);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  #groups(): UserGroups {
    this.#byUser ??= new UserGroups(this.#words, WORDS, Math.min(this.#size, MAX_RECORDS));
    return this.#byUser;
  }
}

function eventsOf({ events, anyMessageId }: Doubt): KindSet {
  return anyMessageId === true ? ALL_KINDS : events;
}

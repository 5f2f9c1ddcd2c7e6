import type { KindSet } from './event-kind.js';
import { BROKEN } from './event-kind.js';
import type { FactRow } from './fact-row.js';
import { HAS_TIME, HAS_USER, SHORT_HASH_WORDS, USER } from './fact-row.js';

/** How many users of a conversation are compared with those of broken records; one with more may be any user's. */
export const MAX_COMPARED_USERS = 32;

// The numbers of its traits as words; the users follow.
const FLAGS = 0;
const MAY_BE = 1;
const USERS = 2;

const IS_TIMED = 1;
const HAS_BROKEN_ANYWHERE = 2;
const HAS_MORE_USERS = 4;

/** What must be known of a whole conversation before its records are checked. */
export class ConversationTraits {
  /** Whether some record has a usable timestamp, so that time orders the records. */
  isTimed = false;
  /** The kinds of events that its broken records without a time may be. */
  brokenAnywhere: KindSet = 0;
  hasBrokenAnywhere = false;
  /** The short hashes of its users. */
  readonly users = new Uint32Array(MAX_COMPARED_USERS * SHORT_HASH_WORDS);
  userCount = 0;
  hasMoreUsers = false;

  clear(): void {
    this.isTimed = false;
    this.brokenAnywhere = 0;
    this.hasBrokenAnywhere = false;
    this.userCount = 0;
    this.hasMoreUsers = false;
  }

  /** Notes a record. @param wantsUsers whether its user matters */
  note(record: FactRow, wantsUsers: boolean): void {
    if (record.has(HAS_TIME)) this.isTimed = true;
    if (record.kind === BROKEN) {
      if (record.has(HAS_TIME)) return;
      this.hasBrokenAnywhere = true;
      this.brokenAnywhere |= record.mayBe;
      return;
    }
    if (wantsUsers && record.has(HAS_USER)) this.#noteUser(record);
  }

  /** All of it as words, for a while in a file. */
  toWords(): Uint32Array {
    const length = this.userCount * SHORT_HASH_WORDS;
    const words = new Uint32Array(USERS + length);
    words[FLAGS] =
      (this.isTimed ? IS_TIMED : 0) |
      (this.hasBrokenAnywhere ? HAS_BROKEN_ANYWHERE : 0) |
      (this.hasMoreUsers ? HAS_MORE_USERS : 0);
    words[MAY_BE] = this.brokenAnywhere;
    words.set(this.users.subarray(0, length), USERS);
    return words;
  }

  /** Sets what `toWords` returned. */
  setWords(words: Uint32Array): void {
    const flags = words[FLAGS] as number;
    this.isTimed = (flags & IS_TIMED) !== 0;
    this.hasBrokenAnywhere = (flags & HAS_BROKEN_ANYWHERE) !== 0;
    this.hasMoreUsers = (flags & HAS_MORE_USERS) !== 0;
    this.brokenAnywhere = words[MAY_BE] as number;
    this.userCount = (words.length - USERS) / SHORT_HASH_WORDS;
    this.users.set(words.subarray(USERS));
  }

  #noteUser({ words, at }: FactRow): void {
    const { users } = this;
    const a = words[at + USER] as number;
    const b = words[at + USER + 1] as number;
    for (let user = 0; user < this.userCount; user++)
      if (users[user * SHORT_HASH_WORDS] === a && users[user * SHORT_HASH_WORDS + 1] === b) return;
    if (this.userCount === MAX_COMPARED_USERS) {
      this.hasMoreUsers = true;
      return;
    }
    users[this.userCount * SHORT_HASH_WORDS] = a;
    users[this.userCount * SHORT_HASH_WORDS + 1] = b;
    this.userCount++;
  }
}

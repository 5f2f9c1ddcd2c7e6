import { copyHash, HASH_WORDS, isSameHash } from '../record/id-hash.js';

/** How many users beside the first are kept for each conversation. */
export const MAX_FURTHER_USERS = 20;

interface Users {
  readonly hashes: Int32Array;
  count: number;
}

/** The further users of the few conversations that have any, as hashes; at most MAX_FURTHER_USERS for each. */
export class FurtherUsers {
  readonly #users = new Map<number, Users>();

  /** Whether a user is not yet kept for a conversation, and can be. */
  hasRoomFor(serial: number, words: Int32Array, at: number): boolean {
    const users = this.#users.get(serial);
    return users === undefined || (users.count < MAX_FURTHER_USERS && !has(users, words, at));
  }

  /** Adds a user to a conversation, if there is room. */
  add(serial: number, words: Int32Array, at: number): void {
    if (!this.hasRoomFor(serial, words, at)) return;
    let users = this.#users.get(serial);
    if (users === undefined) {
      // Most have one or two: room for all of them is made when there are more.
      users = { hashes: new Int32Array(2 * HASH_WORDS), count: 0 };
      this.#users.set(serial, users);
    } else if (users.hashes.length === users.count * HASH_WORDS) {
      const hashes = new Int32Array(MAX_FURTHER_USERS * HASH_WORDS);
      hashes.set(users.hashes);
      users = { hashes, count: users.count };
      this.#users.set(serial, users);
    }
    copyHash(words, at, users.hashes, users.count * HASH_WORDS);
    users.count++;
  }

  remove(serial: number): void {
    this.#users.delete(serial);
  }
}

function has({ hashes, count }: Users, words: Int32Array, at: number): boolean {
  for (let user = 0; user < count; user++) if (isSameHash(words, at, hashes, user * HASH_WORDS)) return true;
  return false;
}

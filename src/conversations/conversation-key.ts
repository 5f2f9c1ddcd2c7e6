/** What a conversation is known by where its id is not at hand: 53 bits of the hash of its id, as a whole number. */
export type ConversationKey = number;

const HIGH_BITS = 21;
const LOW_WORD = 2 ** 32;

/** The key of the conversation whose id has this hash, as `hashId` makes it. @param at where the hash begins */
export function conversationKey(hash: ArrayLike<number>, at: number): ConversationKey {
  return ((hash[at] as number) >>> (32 - HIGH_BITS)) * LOW_WORD + ((hash[at + 1] as number) >>> 0);
}

/** The last bits of a key. @param mask which, at most 32 */
export function lastBitsOf(key: ConversationKey, mask: number): number {
  return (key % LOW_WORD) & mask;
}

/** The last bits of the key that `conversationKey` makes of a hash, without making it. */
export function lastBitsAt(hash: ArrayLike<number>, at: number, mask: number): number {
  return (hash[at + 1] as number) & mask;
}

/** The first bits of the hash of a key's conversation. @param bits how many, at most 21 */
export function firstBitsOf(key: ConversationKey, bits: number): number {
  return Math.floor(key / LOW_WORD) >>> (HIGH_BITS - bits);
}

/** A sample of one in 2^20 is small enough for any log. */
export const MAX_LEVEL = 20;

/**
 * The level of a record by its word: half of all words have level 1 or more, a quarter level 2 or more. A sample takes the records of
 * a level and above, and a higher level once it is too large. So which records are in it depends on the records alone, not on their
 * order, nor on how a log is cut.
 */
export function levelOf(word: number): number {
  return Math.min(word === 0 ? MAX_LEVEL : 31 - Math.clz32(word & -word), MAX_LEVEL);
}

/** How many bytes of a record its word is made from, evenly spread. */
const LOOKED_BYTES = 8;

/**
 * A word that looks random and is the same for the same record, wherever it stands.
 * @param bytes what holds the record, from `start` up to `end`
 * @param seconds its time; NaN if that is not known
 */
export function wordOf(bytes: Uint8Array, start: number, end: number, seconds: number): number {
  const length = end - start;
  let word = Math.imul(length, 0x9e3779b1) ^ (seconds | 0);
  for (let part = 1; part <= LOOKED_BYTES; part++) {
    const byte = bytes[start + Math.floor((length * part) / (LOOKED_BYTES + 1))] ?? 0;
    word = Math.imul(word ^ byte, 0x85ebca6b);
    word ^= word >>> 15;
  }
  word = Math.imul(word, 0xc2b2ae35);
  return word ^ (word >>> 16);
}

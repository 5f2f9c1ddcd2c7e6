// The hash of a record’s contents: the same as `src/record/contents-hash.ts` makes of its bytes.
import { UNESCAPED } from '../layout';
import { hashOf } from './bytes';
import { isEscaped, textEnd, textStart, unescapedEnd } from './tokens';

export const EMPTY_OBJECT: u64 = 0x243f6a8885a308d3;
export const EMPTY_ARRAY: u64 = 0x13198a2e03707344;
const LITERAL: u64 = 0xa4093822299f31d0;
const MULTIPLIER: u64 = 0xff51afd7ed558ccd;

/** Whether hashes are needed. Making them takes a tenth of the scan. */
export let isWanted: bool = false;
/** The hash of the value that was read last. */
export let valueHash: u64 = 0;

export function setWanted(wanted: bool): void {
  isWanted = wanted;
}

export function setValueHash(hash: u64): void {
  valueHash = hash;
}

/** Adds a member to the hash of an object. The order of members does not matter. */
export function withMember(object: u64, key: u64, value: u64): u64 {
  let hash = (key ^ rotl<u64>(value, 23)) * MULTIPLIER;
  hash = (hash ^ (hash >> 32)) * MULTIPLIER;
  return object + (hash ^ (hash >> 29));
}

/** Adds an item to the hash of an array. */
export function withItem(array: u64, value: u64): u64 {
  const hash = (array ^ value) * MULTIPLIER;
  return hash ^ (hash >> 32);
}

/** The hash of a number or a word, as it is written. */
export function literalHash(start: u32, length: u32): u64 {
  return hashOf(start, length) ^ LITERAL;
}

/** The hash of the last string: of what it says, however it is escaped. */
export function stringHash(): u64 {
  return isEscaped ? hashOf(UNESCAPED, unescapedEnd - UNESCAPED) : hashOf(textStart, textEnd - textStart);
}

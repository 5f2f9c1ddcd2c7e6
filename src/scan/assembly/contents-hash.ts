// The hash of a record’s contents: the same as `src/record/contents-hash.ts` makes of its bytes.
import { UNESCAPED } from '../layout';
import { hashOf } from './bytes';
import { unitAt } from './tokens';

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

/** The hash of a string: of what it says, however it is escaped. */
export function stringHash(start: u32, end: u32, isEscaped: bool): u64 {
  return isEscaped ? hashOf(UNESCAPED, writeUnescaped(start, end)) : hashOf(start, end - start);
}

/** The character of an escape of two characters. */
function escaped(byte: u32): u32 {
  // A quote, a backslash or a slash.
  if (byte < 0x60) return byte;
  if (byte === 0x6e) return 0x0a;
  if (byte === 0x74) return 0x09;
  if (byte === 0x72) return 0x0d;
  if (byte === 0x62) return 0x08;
  return 0x0c;
}

/** Writes a character as UTF-8; returns the place after it. */
function writeCharacter(at: u32, point: u32): u32 {
  if (point < 0x80) {
    store<u8>(at, point);
    return at + 1;
  }
  if (point < 0x800) {
    store<u8>(at, 0xc0 | (point >> 6));
    store<u8>(at + 1, 0x80 | (point & 0x3f));
    return at + 2;
  }
  let next = at;
  if (point < 0x10000) store<u8>(next++, 0xe0 | (point >> 12));
  else {
    store<u8>(next++, 0xf0 | (point >> 18));
    store<u8>(next++, 0x80 | ((point >> 12) & 0x3f));
  }
  store<u8>(next, 0x80 | ((point >> 6) & 0x3f));
  store<u8>(next + 1, 0x80 | (point & 0x3f));
  return next + 2;
}

/** Writes a valid string without its escapes to UNESCAPED; returns how many bytes it has. */
function writeUnescaped(start: u32, end: u32): u32 {
  const backslashes = i8x16.splat(0x5c);
  let from = start;
  let to: u32 = UNESCAPED;
  while (from < end) {
    const bytes = v128.load(from);
    v128.store(to, bytes);
    const stops = <u32>i8x16.bitmask(i8x16.eq(bytes, backslashes));
    const plain = min<u32>(ctz(stops | 0x10000), end - from);
    from += plain;
    to += plain;
    if (from === end || load<u8>(from) !== 0x5c) continue;
    const byte = load<u8>(from + 1);
    if (byte !== 0x75) {
      store<u8>(to++, escaped(byte));
      from += 2;
      continue;
    }
    let point = unitAt(from + 2);
    from += 6;
    if (point - 0xd800 < 0x400) {
      point = 0x10000 + ((point - 0xd800) << 10) + (unitAt(from + 2) - 0xdc00);
      from += 6;
    }
    to = writeCharacter(to, point);
  }
  return to - UNESCAPED;
}

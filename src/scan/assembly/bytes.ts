import { ANSWER_SIZE, ANSWERS, KEY_END_LENGTH, SLOT_HASH, SLOT_KEY, SLOT_LENGTH, SLOT_SIZE } from '../layout';

/** A hash of 64 bits. Reads up to eight bytes beyond the text, which do not count. */
export function hashOf(start: u32, length: u32): u64 {
  let at = start;
  let left = length;
  let hash: u64 = (<u64>length + 1) * 0x9e3779b97f4a7c15;
  while (left > 16) {
    hash = (hash ^ load<u64>(at)) * 0xff51afd7ed558ccd;
    hash ^= hash >> 32;
    at += 8;
    left -= 8;
  }
  let first: u64 = 0;
  let last: u64 = 0;
  if (left >= 8) {
    first = load<u64>(at);
    last = load<u64>(at + left - 8);
  } else if (left > 0) first = load<u64>(at) & (<u64>-1 >> (64 - 8 * <u64>left));
  hash = (hash ^ first) * 0xff51afd7ed558ccd;
  hash ^= hash >> 29;
  hash = (hash ^ last) * 0xc4ceb9fe1a85ec53;
  return hash ^ (hash >> 32);
}

/** Whether two texts of one length have the same bytes. Reads up to eight bytes beyond them, which do not count. */
export function isSame(a: u32, b: u32, length: u32): bool {
  let done: u32 = 0;
  for (; done + 8 <= length; done += 8) if (load<u64>(a + done) !== load<u64>(b + done)) return false;
  const left = length - done;
  return left === 0 || (load<u64>(a + done) ^ load<u64>(b + done)) << (64 - 8 * <u64>left) === 0;
}

/** Whether the string that begins at `start` is the key of a member’s slot, written without escapes, with its colon behind it. */
export function isKeyOf(slot: u32, start: u32): bool {
  const length = load<u32>(slot + SLOT_LENGTH) + KEY_END_LENGTH;
  const key = load<u32>(slot + SLOT_KEY);
  const equal = <u32>i8x16.bitmask(i8x16.eq(v128.load(start), v128.load(key)));
  // The bits behind the sixteen of the comparison count as the first difference.
  return ctz(~equal) >= length || (equal === 0xffff && isSame(key, start, length));
}

/** The slot of a table with these bytes as its key; 0 if there is none. */
export function find(table: u32, tableMask: u32, hash: u64, start: u32, length: u32): u32 {
  let index = <u32>hash & tableMask;
  while (true) {
    const slot = table + index * SLOT_SIZE;
    const key = load<u32>(slot + SLOT_KEY);
    if (key === 0) return 0;
    if (
      load<u64>(slot + SLOT_HASH) === hash &&
      load<u32>(slot + SLOT_LENGTH) === length &&
      isSame(key, start, length)
    ) {
      return slot;
    }
    index = (index + 1) & tableMask;
  }
}

/** The place of the next line feed before `end`; `end` if there is none. */
export function lineEnd(start: u32, end: u32): u32 {
  const feeds = i8x16.splat(0x0a);
  for (let at = start; at < end; at += 16) {
    const found = <u32>i8x16.bitmask(i8x16.eq(v128.load(at), feeds));
    if (found !== 0) return min<u32>(at + ctz(found), end);
  }
  return end;
}

/** Where the text of a line ends whose line feed is at a place: a carriage return is no part of it. */
export function textEndOfLine(start: u32, feed: u32): u32 {
  return feed > start && load<u8>(feed - 1) === 0x0d ? feed - 1 : feed;
}

/** The place of the first byte that is not ASCII; `end` if there is none. Reads beyond it. */
export function wideFrom(start: u32, end: u32): u32 {
  for (let at = start; at < end; at += 16) {
    const found = <u32>i8x16.bitmask(v128.load(at));
    if (found !== 0) return min<u32>(at + ctz(found), end);
  }
  return end;
}

/** How many UTF-16 units the UTF-8 from `start` to `end` has. Reads beyond it, which does not count. */
export function unitsIn(start: u32, end: u32): u32 {
  let units = end - start;
  for (let at = start; at < end; at += 16) {
    const bytes = v128.load(at);
    const counted: u32 = end - at >= 16 ? 0xffff : (1 << (end - at)) - 1;
    // Continuations are no units of their own; a character of four bytes has two.
    units -= popcnt<u32>(i8x16.bitmask(i8x16.lt_s(bytes, i8x16.splat(-64))) & counted);
    units += popcnt<u32>(i8x16.bitmask(i8x16.ge_u(bytes, i8x16.splat(-16))) & counted);
  }
  return units;
}

/** The place of the answer about record number `index`. */
export function answerAt(index: u32): u32 {
  return ANSWERS + index * ANSWER_SIZE;
}

import {
  ANY_LETTERS,
  MEMBERS_FLAGS,
  MEMBERS_NEAR,
  MEMBERS_NEAR_MASK,
  NEAR_HASH,
  NEAR_MEANS_PROPERTIES,
  NEAR_MEANS_TOP,
  NEAR_MISS,
  NEAR_SIZE,
  NEAR_USED,
  SCRATCH,
} from '../layout';
import { means, raise } from './answer';
import { hashOf } from './bytes';

/** A key of more than 40 UTF-16 units never means a field; a unit has at most three bytes. */
const MAX_KEY_BYTES: u32 = 120;

/**
 * Whether a character of two or three bytes is a letter without a counterpart in ASCII, so that its key does not mean a
 * field.
 */
function isForeignLetter(at: u32): bool {
  const lead = <u32>load<u8>(at);
  const next = <u32>load<u8>(at + 1);
  // Latin-1 but for the signs of multiplication and division; Greek; Arabic; Hiragana and Katakana; Cyrillic, Han and
  // Hangul.
  if (lead === 0xc3) return next !== 0x97 && next !== 0xb7;
  if (lead === 0xce) return next >= 0x91 && next !== 0xa2;
  if (lead === 0xd8) return next >= 0xa0;
  if (lead === 0xe3)
    return next === 0x81 ? <u32>load<u8>(at + 2) >= 0x81 : next === 0x82 && <u32>load<u8>(at + 2) >= 0xa1;
  return lead === 0xd0 || lead === 0xd1 || (lead >= 0xe5 && lead <= 0xe8) || lead === 0xeb || lead === 0xec;
}

/** Checks whether a key may mean a member: in another spelling, or as one of its aliases. */
export function checkUnnamed(members: u32, start: u32, length: u32): void {
  const table = load<u32>(members + MEMBERS_NEAR);
  if (table === 0 || length > MAX_KEY_BYTES) return;
  let normal: u32 = 0;
  for (let at = start; at < start + length; at++) {
    const byte = <u32>load<u8>(at);
    if (byte >= 0x80) {
      if ((load<u32>(members + MEMBERS_FLAGS) & ANY_LETTERS) !== 0 || !hasForeignLetter(at, start + length))
        raise(NEAR_MISS);
      return;
    }
    const letter = byte | 0x20;
    if (letter - 0x61 < 26) store<u8>(SCRATCH + normal++, letter);
    else if (byte - 0x30 < 10) store<u8>(SCRATCH + normal++, byte);
  }
  const hash = hashOf(SCRATCH, normal);
  const tableMask = load<u32>(members + MEMBERS_NEAR_MASK);
  for (let index = <u32>hash & tableMask; true; index = (index + 1) & tableMask) {
    const slot = table + index * NEAR_SIZE;
    if (load<u32>(slot + NEAR_USED) === 0) return;
    if (load<u64>(slot + NEAR_HASH) !== hash) continue;
    means(load<u64>(slot + NEAR_MEANS_TOP), load<u64>(slot + NEAR_MEANS_PROPERTIES));
    return;
  }
}

function hasForeignLetter(start: u32, end: u32): bool {
  for (let at = start; at < end; at++) if (isForeignLetter(at)) return true;
  return false;
}

// The keys of the objects that are being read, to find repeated ones.
import { KEY_HASHES, KEY_HASHES_END } from '../layout';

/** Objects with more keys than this need the full check: each key is compared with the others. */
const MAX_KEYS: u32 = 512;

/** The end of the hashes of the keys of all open objects. */
let keysEnd: u32 = KEY_HASHES;

export function beginKeys(): void {
  keysEnd = KEY_HASHES;
}

/** The keys of one object so far: where their hashes begin. */
export function openKeys(): u32 {
  return keysEnd;
}

/** Forgets the keys of an object that was read. */
export function closeKeys(begin: u32): void {
  keysEnd = begin;
}

/**
 * Adds a key to those of its object; returns false if it is, or may be, a repeated one. `bloom` shows that it surely is
 * not.
 */
export function isNewKey(begin: u32, bloom: u64, hash: u64): bool {
  const short = <u32>(hash >> 32);
  if ((bloom & ((<u64>1) << (hash & 63))) !== 0) {
    for (let at = begin; at < keysEnd; at += 4) if (load<u32>(at) === short) return false;
  }
  if (keysEnd - begin >= MAX_KEYS * 4 || keysEnd >= <u32>KEY_HASHES_END) return false;
  store<u32>(keysEnd, short);
  keysEnd += 4;
  return true;
}

/** Longer ids than this are remembered by their hash: ids of megabytes cannot make us grow. */
const LONGEST_ID = 64;

const scratch = new Int32Array(4);

function mixed(hash: number): number {
  let mix = hash ^ (hash >>> 16);
  mix = Math.imul(mix, 0x85ebca6b);
  mix ^= mix >>> 13;
  mix = Math.imul(mix, 0xc2b2ae35);
  return mix ^ (mix >>> 16);
}

/**
 * Writes 128 bits for an id to `hash`: four chains over its units, two at a time, each with a multiplier of its own (FNV,
 * and MurmurHash3's), mixed at the end. Two ids of one `seed` share them by chance once in 2^64 ids; nobody gains by forcing it.
 */
export function hashId(id: string, seed: number, hash: Int32Array): void {
  const { length } = id;
  let a = 0x811c9dc5 ^ seed;
  let b = (0x9747b28c + seed) | 0;
  let c = 0x165667b1 ^ length;
  let d = (0x27d4eb2f + length) | 0;
  for (let index = 0; index < length; index += 2) {
    // Beyond its end a string has no number, which is slow to ask for.
    const second = index + 1 < length ? id.charCodeAt(index + 1) : 0;
    const units = id.charCodeAt(index) | (second << 16);
    a = Math.imul(a ^ units, 0x01000193);
    a ^= a >>> 15;
    b = Math.imul(b ^ units, 0xcc9e2d51 | 0);
    b ^= b >>> 13;
    c = Math.imul(c ^ units, 0x1b873593);
    c ^= c >>> 16;
    d = Math.imul(d ^ units, 0x85ebca6b | 0);
    d ^= d >>> 14;
  }
  hash[0] = mixed(a);
  hash[1] = mixed(b ^ seed);
  hash[2] = mixed(c + seed);
  hash[3] = mixed(d);
}

/** What an id is remembered by: itself, or a hash of another length than any id that is kept whole. */
export function idKey(id: string): string {
  if (id.length <= LONGEST_ID) return id;
  hashId(id, 0, scratch);
  return `${'hash '.repeat(LONGEST_ID / 4)}${scratch.join(' ')}`;
}

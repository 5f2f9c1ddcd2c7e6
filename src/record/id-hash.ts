/** How many 32-bit words an id’s hash has. */
export const HASH_WORDS = 4;

/** Beyond ASCII, and halves of surrogate pairs, which UTF-8 has no bytes for. */
const WIDE = /[^\0-\x7f]/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Mixes the bits of a 32-bit word; different words stay different. */
export function mixed(hash: number): number {
  let mix = hash ^ (hash >>> 16);
  mix = Math.imul(mix, 0x85ebca6b);
  mix ^= mix >>> 13;
  mix = Math.imul(mix, 0xc2b2ae35);
  return mix ^ (mix >>> 16);
}

/** The bytes of an id from `index` on as a little-endian word, zeros behind its end; `ascii` is the id itself. */
function wordAt(ascii: string, index: number): number {
  const { length } = ascii;
  // Beyond its end a string has no number, which is slow to ask for.
  const second = index + 1 < length ? ascii.charCodeAt(index + 1) : 0;
  const third = index + 2 < length ? ascii.charCodeAt(index + 2) : 0;
  const fourth = index + 3 < length ? ascii.charCodeAt(index + 3) : 0;
  return ascii.charCodeAt(index) | (second << 8) | (third << 16) | (fourth << 24);
}

/**
 * Writes the 128 bits that stand for an id to `hash`, from word `at` on: four chains over its UTF-8 bytes, four at a time,
 * each with a multiplier of its own (xxHash’s and MurmurHash3’s), mixed at the end. Two ids share them by chance once in 2^64 ids;
 * nobody gains by forcing it. `src/scan/assembly/id-hash.ts` does the same to bytes.
 */
export function hashId(id: string, hash: Int32Array, at = 0): void {
  const bytes = WIDE.test(id) ? Buffer.from(id, LONE_SURROGATE.test(id) ? 'utf16le' : 'utf8').toString('latin1') : id;
  const { length } = bytes;
  let a = 0x811c9dc5 ^ length;
  let b = (0x9747b28c + length) | 0;
  let c = 0x165667b1 ^ length;
  let d = (0x27d4eb2f + length) | 0;
  for (let index = 0; index < length; index += 4) {
    const word = wordAt(bytes, index);
    a = Math.imul(a ^ word, 0x9e3779b1);
    a ^= a >>> 15;
    b = Math.imul(b ^ word, 0xcc9e2d51);
    b ^= b >>> 15;
    c = Math.imul(c ^ word, 0x1b873593);
    c ^= c >>> 15;
    d = Math.imul(d ^ word, 0x85ebca6b);
    d ^= d >>> 15;
  }
  hash[at] = mixed(a);
  hash[at + 1] = mixed(b);
  hash[at + 2] = mixed(c);
  hash[at + 3] = mixed(d);
}

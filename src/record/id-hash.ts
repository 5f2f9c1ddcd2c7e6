/** How many 32-bit words an id’s hash has. */
export const HASH_WORDS = 4;

/** Beyond ASCII. */
const WIDE = /[^\0-\x7f]/;
const LONE_SURROGATES = /\p{Surrogate}/gu;

type Words = Int32Array | Uint32Array;

/** Whether the hash that begins at `at` in one array is the one that begins at `otherAt` in another. */
export function isSameHash(words: Words, at: number, others: Words, otherAt: number): boolean {
  // The same bits are another number in an array without signs.
  for (let word = 0; word < HASH_WORDS; word++)
    if (((words[at + word] ?? 0) ^ (others[otherAt + word] ?? 0)) !== 0) return false;
  return true;
}

/** Copies a hash from one array to another. */
export function copyHash(words: Words, at: number, target: Words, targetAt: number): void {
  for (let word = 0; word < HASH_WORDS; word++) target[targetAt + word] = words[at + word] ?? 0;
}

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

/** The three bytes of half of a surrogate pair in the form of UTF-8, which no valid UTF-8 contains. */
function loneSurrogate(unit: string): string {
  const code = unit.charCodeAt(0);
  return String.fromCharCode(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
}

/**
 * The UTF-8 bytes of an id, one in each character. Different ids have different bytes: UTF-8 itself has none for lone
 * surrogates.
 */
function bytesOf(id: string): string {
  const utf8 = (text: string): string => Buffer.from(text).toString('latin1');
  LONE_SURROGATES.lastIndex = 0;
  let bytes = '';
  let from = 0;
  for (let found = LONE_SURROGATES.exec(id); found !== null; found = LONE_SURROGATES.exec(id)) {
    bytes += utf8(id.slice(from, found.index)) + loneSurrogate(found[0]);
    from = LONE_SURROGATES.lastIndex;
  }
  return bytes + utf8(id.slice(from));
}

/**
 * Writes the 128 bits that stand for an id to `hash`, from word `at` on: four chains over its UTF-8 bytes, four at a
 * time, each with a multiplier of its own (xxHash’s and MurmurHash3’s), mixed at the end. Two ids share them by chance
 * once in 2^64 ids; nobody gains by forcing it. `src/scan/assembly/id-hash.ts` does the same to bytes.
 */
export function hashId(id: string, hash: Int32Array, at = 0): void {
  const bytes = WIDE.test(id) ? bytesOf(id) : id;
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

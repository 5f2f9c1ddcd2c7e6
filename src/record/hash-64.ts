/** A hash of 64 bits by its halves, as signed 32-bit integers. */
export interface Hash64 {
  low: number;
  high: number;
}

type Constant = Readonly<Hash64>;

const LENGTHS: Constant = { low: 0x7f4a7c15, high: 0x9e3779b9 };
const FIRST: Constant = { low: 0xed558ccd, high: 0xff51afd7 };
const LAST: Constant = { low: 0x1a85ec53, high: 0xc4ceb9fe };

/** Multiplies by a constant, as integers of 64 bits do. */
function multiply(hash: Hash64, by: Constant): void {
  const { low, high } = hash;
  const a = low & 0xffff;
  const b = low >>> 16;
  const c = by.low & 0xffff;
  const d = by.low >>> 16;
  const middle = a * d + b * c + (a * c) / 0x10000;
  hash.high = (b * d + Math.floor(middle / 0x10000) + Math.imul(low, by.high) + Math.imul(high, by.low)) | 0;
  hash.low = Math.imul(low, by.low);
}

/** Mixes the upper bits into the lower ones; `by`: below 32. */
function shiftIn(hash: Hash64, by: number): void {
  hash.low ^= (hash.low >>> by) | (hash.high << (32 - by));
  hash.high ^= hash.high >>> by;
}

/** Up to four bytes as a little-endian word. */
function wordAt(bytes: Uint8Array, at: number, count: number): number {
  if (count >= 4) {
    const [a, b, c, d] = [
      bytes[at] as number,
      bytes[at + 1] as number,
      bytes[at + 2] as number,
      bytes[at + 3] as number,
    ];
    return a | (b << 8) | (c << 16) | (d << 24);
  }
  let word = 0;
  for (let index = count - 1; index >= 0; index--) word = (word << 8) | (bytes[at + index] as number);
  return word;
}

/** Writes the hash of some bytes to `hash`. `hashOf` in `src/scan/assembly/bytes.ts` does the same. */
export function hashBytes(bytes: Uint8Array, start: number, end: number, hash: Hash64): void {
  let at = start;
  let left = end - start;
  hash.low = left + 1;
  hash.high = 0;
  multiply(hash, LENGTHS);
  for (; left > 16; left -= 8, at += 8) {
    hash.low ^= wordAt(bytes, at, 4);
    hash.high ^= wordAt(bytes, at + 4, 4);
    multiply(hash, FIRST);
    hash.low ^= hash.high;
  }
  hash.low ^= wordAt(bytes, at, left);
  hash.high ^= wordAt(bytes, at + 4, left - 4);
  multiply(hash, FIRST);
  shiftIn(hash, 29);
  if (left >= 8) {
    hash.low ^= wordAt(bytes, end - 8, 4);
    hash.high ^= wordAt(bytes, end - 4, 4);
  }
  multiply(hash, LAST);
  hash.low ^= hash.high;
}

/** Adds a member to the hash of an object; the order of the members does not matter. See `contents-hash.ts` of the scanner. */
export function addMember(object: Hash64, key: Constant, value: Constant): void {
  const hash = {
    low: key.low ^ ((value.low << 23) | (value.high >>> 9)),
    high: key.high ^ ((value.high << 23) | (value.low >>> 9)),
  };
  multiply(hash, FIRST);
  hash.low ^= hash.high;
  multiply(hash, FIRST);
  shiftIn(hash, 29);
  const low = (object.low >>> 0) + (hash.low >>> 0);
  object.high = (object.high + hash.high + (low > 0xffffffff ? 1 : 0)) | 0;
  object.low = low | 0;
}

/** Adds an item to the hash of an array. */
export function addItem(array: Hash64, value: Constant): void {
  array.low ^= value.low;
  array.high ^= value.high;
  multiply(array, FIRST);
  array.low ^= array.high;
}

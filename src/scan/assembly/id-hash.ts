// The hashes of ids: the same as `src/record/id-hash.ts` makes of strings.

/** Mixes the bits of each of the four words. */
function mixed(hash: v128): v128 {
  let mix = v128.xor(hash, i32x4.shr_u(hash, 16));
  mix = i32x4.mul(mix, i32x4.splat(0x85ebca6b));
  mix = v128.xor(mix, i32x4.shr_u(mix, 13));
  mix = i32x4.mul(mix, i32x4.splat(0xc2b2ae35));
  return v128.xor(mix, i32x4.shr_u(mix, 16));
}

/** Writes the hash of the bytes of an id to `target`. Bytes behind them may be read, and do not count. */
export function storeHash(target: u32, start: u32, length: u32): void {
  const multipliers = i32x4(0x9e3779b1, 0xcc9e2d51, 0x1b873593, 0x85ebca6b);
  let hash = i32x4(0x811c9dc5 ^ length, 0x9747b28c + length, 0x165667b1 ^ length, 0x27d4eb2f + length);
  const end = start + length;
  const whole = start + (length & ~3);
  for (let at = start; at < whole; at += 4) {
    hash = i32x4.mul(v128.xor(hash, i32x4.splat(load<u32>(at))), multipliers);
    hash = v128.xor(hash, i32x4.shr_u(hash, 15));
  }
  if (whole < end) {
    const word = load<u32>(whole) & ((1 << ((end - whole) << 3)) - 1);
    hash = i32x4.mul(v128.xor(hash, i32x4.splat(word)), multipliers);
    hash = v128.xor(hash, i32x4.shr_u(hash, 15));
  }
  v128.store(target, mixed(hash));
}

/**
 * Searches for some bytes in a part of others, after Horspool: it looks at one byte in as many as are searched for. For parts of some
 * hundred bytes this is several times faster than `Buffer.indexOf`, which needs a buffer of each part.
 */
export class ByteSearch {
  readonly #wanted: Uint8Array;
  /** How far the place of the last byte moves on, by the byte that stands there. */
  readonly #steps: Uint32Array;

  /** @param wanted at least one byte */
  constructor(wanted: Uint8Array) {
    const last = wanted.length - 1;
    this.#wanted = wanted;
    this.#steps = new Uint32Array(256).fill(wanted.length);
    for (let at = 0; at < last; at++) this.#steps[wanted[at] as number] = last - at;
  }

  /** Where the bytes stand first, from `start` up to `end`; -1 if they do not. */
  indexIn(bytes: Uint8Array, start: number, end: number): number {
    const last = this.#wanted.length - 1;
    for (let at = start + last; at < end; at += this.#steps[bytes[at] as number] as number)
      if (this.#standsAt(bytes, at - last)) return at - last;
    return -1;
  }

  #standsAt(bytes: Uint8Array, at: number): boolean {
    const wanted = this.#wanted;
    for (let index = wanted.length - 1; index >= 0; index--) if (bytes[at + index] !== wanted[index]) return false;
    return true;
  }
}

const DIGIT_0 = 0x30;

/** The first memory of a block. */
const FIRST_BYTES = 4096;

/** Greater numbers are no small integers to the engine. */
const MAX_SMALL = 0x3fffffff;

/** Bytes that are put together in memory which is used again. */
export class ByteBlock {
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #used = 0;

  /** How many bytes were added. A smaller number takes the last ones away. */
  get used(): number {
    return this.#used;
  }

  set used(bytes: number) {
    this.#used = bytes;
  }

  /** All of them; valid until something is added. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#used);
  }

  /** The text of the bytes from one place on. */
  textFrom(start: number): string {
    return this.#bytes.toString('utf8', start, this.#used);
  }

  /** Makes room for some bytes: nothing else does. */
  reserve(bytes: number): void {
    const needed = this.#used + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length));
    larger.set(this.bytes);
    this.#bytes = larger;
  }

  add(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  /** Adds a part of an array; meant for few bytes. */
  addRange(bytes: Uint8Array, from: number, to: number): void {
    for (let at = from; at < to; at++) this.#bytes[this.#used++] = bytes[at] as number;
  }

  /** Adds a number that is not negative, in decimal digits: 16 at most. */
  addNumber(number: number): void {
    if (number > MAX_SMALL) {
      this.#used += this.#bytes.write(`${number}`, this.#used);
      return;
    }
    let end = this.#used + 1;
    for (let power = 10; power <= number; power *= 10) end++;
    let rest = number;
    for (let at = end - 1; at >= this.#used; at--) {
      const tenth = Math.floor(rest / 10);
      this.#bytes[at] = DIGIT_0 + rest - tenth * 10;
      rest = tenth;
    }
    this.#used = end;
  }
}

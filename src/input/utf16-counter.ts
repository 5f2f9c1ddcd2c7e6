import { isAscii } from 'node:buffer';
import { continuationsOf, greatestSecond, leastSecond } from '../record/utf8-lead.js';

/**
 * Counts the UTF-16 units that UTF-8 makes, stretch by stretch: a character may be cut in two by the end of one. What is not
 * UTF-8 counts as decoders show it: one replacement character for each longest beginning of a character (WHATWG Encoding).
 */
export class Utf16Counter {
  /** How many bytes the character under way still has, and how many units its last one adds. */
  #open = 0;
  #lastAdds = 0;
  /** The bounds of its next byte: the second byte of some characters has narrower ones. */
  #lowest = 0x80;
  #highest = 0xbf;

  /** The units that these bytes add to those before them. */
  count(bytes: Uint8Array): number {
    if (this.#open === 0 && isAscii(bytes)) return bytes.length;
    let units = 0;
    for (let index = 0; index < bytes.length; index++) {
      const byte = bytes[index] as number;
      if (byte < 0x80) {
        units++;
        this.#open = 0;
        continue;
      }
      if (this.#open > 0 && byte >= this.#lowest && byte <= this.#highest) {
        this.#open--;
        if (this.#open === 0) units += this.#lastAdds;
        this.#lowest = 0x80;
        this.#highest = 0xbf;
        continue;
      }
      units++;
      this.#begin(byte);
    }
    return units;
  }

  /** Forgets a character that was under way, as at the end of a line. */
  reset(): void {
    this.#open = 0;
  }

  #begin(lead: number): void {
    this.#open = continuationsOf(lead);
    this.#lastAdds = this.#open === 3 ? 1 : 0;
    this.#lowest = leastSecond(lead);
    this.#highest = greatestSecond(lead);
  }
}

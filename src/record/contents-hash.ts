import type { Hash64 } from './hash-64.js';
import { addItem, addMember, hashBytes } from './hash-64.js';

const EMPTY_OBJECT: Readonly<Hash64> = { low: 0x85a308d3 | 0, high: 0x243f6a88 };
const EMPTY_ARRAY: Readonly<Hash64> = { low: 0x03707344, high: 0x13198a2e };
const LITERAL: Readonly<Hash64> = { low: 0x299f31d0, high: 0xa4093822 | 0 };

/** What Segment or its SDK writes anew for each delivery of an event. */
const STAMPS: ReadonlySet<string> = new Set(['sentAt', 'receivedAt', 'originalTimestamp']);

/** A string within a record: between which bytes it stands, its quotes included, and the hash of what it says. */
export interface HashedText {
  readonly start: number;
  readonly end: number;
  readonly hash: Hash64;
}

/** A record's contents as a hash, and the `messageId` at its top level. */
export interface HashedContents {
  readonly contents: Hash64;
  /** Undefined if it is missing, or not a string. */
  readonly messageId: HashedText | undefined;
}

/**
 * Makes the hash of a record's contents from its bytes: two records have the same if they are the same JSON, in whatever order
 * their keys are and however their strings are escaped. Numbers count as they are written. `sentAt`, `receivedAt` and
 * `originalTimestamp` at the top level do not count: Segment and its SDK write them anew for each delivery. The scanner makes
 * the same hash (`src/scan/assembly/contents-hash.ts`).
 * @param bytes a record that could be read
 */
export function hashContents(bytes: Buffer): HashedContents {
  return new ContentsReader(bytes).read();
}

/** Reads valid JSON. */
class ContentsReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  read(): HashedContents {
    const contents = { ...EMPTY_OBJECT };
    let messageId: HashedText | undefined;
    this.#at = this.#bytes.indexOf('{') + 1;
    while (this.#toKey()) {
      const from = this.#at + 1;
      const key = this.#string();
      const name = this.#nameIn(from, this.#at - 1);
      this.#toValue();
      const start = this.#at;
      const hash = this.#value();
      if (!STAMPS.has(name)) addMember(contents, key, hash);
      // Of repeated keys, the last one counts.
      if (name === 'messageId') messageId = this.#bytes[start] === 0x22 ? { start, end: this.#at, hash } : undefined;
    }
    return { contents, messageId };
  }

  #nameIn(start: number, end: number): string {
    const name = this.#bytes.toString('latin1', start, end);
    return name.includes('\\') ? (JSON.parse(`"${name}"`) as string) : name;
  }

  /** Moves to the next key of an object; if there is none, behind the object. */
  #toKey(): boolean {
    let byte = this.#skipSpace();
    if (byte === 0x2c) {
      this.#at++;
      byte = this.#skipSpace();
    }
    if (byte === 0x22) return true;
    this.#at++;
    return false;
  }

  /** Moves from the end of a key to its value. */
  #toValue(): void {
    this.#skipSpace();
    this.#at++;
    this.#skipSpace();
  }

  #value(): Hash64 {
    const byte = this.#bytes[this.#at];
    if (byte === 0x22) return this.#string();
    if (byte === 0x7b) return this.#object();
    if (byte === 0x5b) return this.#array();
    const start = this.#at;
    while (isLiteral(this.#bytes[this.#at])) this.#at++;
    const hash = this.#hash(this.#bytes, start, this.#at);
    return { low: hash.low ^ LITERAL.low, high: hash.high ^ LITERAL.high };
  }

  #object(): Hash64 {
    const object = { ...EMPTY_OBJECT };
    this.#at++;
    while (this.#toKey()) {
      const key = this.#string();
      this.#toValue();
      addMember(object, key, this.#value());
    }
    return object;
  }

  #array(): Hash64 {
    const array = { ...EMPTY_ARRAY };
    this.#at++;
    for (let byte = this.#skipSpace(); byte !== 0x5d && byte !== undefined; byte = this.#skipSpace()) {
      if (byte === 0x2c) {
        this.#at++;
        this.#skipSpace();
      }
      addItem(array, this.#value());
    }
    this.#at++;
    return array;
  }

  /** Reads the string whose opening quote is here. Most are short, so that a call to search them takes longer than this loop. */
  #string(): Hash64 {
    const bytes = this.#bytes;
    const { length } = bytes;
    const start = this.#at + 1;
    let hasEscape = false;
    let end = start;
    for (; end < length; end++) {
      const byte = bytes[end];
      if (byte === 0x22) break;
      if (byte !== 0x5c) continue;
      hasEscape = true;
      end++;
    }
    this.#at = end + 1;
    if (!hasEscape) return this.#hash(bytes, start, end);
    const text = Buffer.from(JSON.parse(`"${bytes.toString('utf8', start, end)}"`) as string);
    return this.#hash(text, 0, text.length);
  }

  #hash(bytes: Uint8Array, start: number, end: number): Hash64 {
    const hash = { low: 0, high: 0 };
    hashBytes(bytes, start, end, hash);
    return hash;
  }

  /** Moves to what is no white space; returns it. */
  #skipSpace(): number | undefined {
    let byte = this.#bytes[this.#at];
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = this.#bytes[++this.#at];
    return byte;
  }
}

/** Whether a byte belongs to a number or a word. */
function isLiteral(byte: number | undefined): boolean {
  return byte !== undefined && byte > 0x20 && byte !== 0x2c && byte !== 0x5d && byte !== 0x7d;
}

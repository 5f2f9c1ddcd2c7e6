import {
  BACKSLASH,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  isJsonSpace,
  LINE_FEED,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
} from '../record/json-units.js';
import { Utf16Counter } from './utf16-counter.js';

/** What `next` returns when the chunk holds no further token. */
export const END_OF_CHUNK = -1;

/** Strings up to this length are kept whole, which is enough for the keys that matter here. */
const MAX_STRING = 8;

/** Up to this length, a string is walked faster than it is searched. */
const SHORT_STRING = 24;

function indexOrEnd(chunk: Buffer, byte: number, from: number): number {
  const index = chunk.indexOf(byte, from);
  return index === -1 ? chunk.length : index;
}

/**
 * Reads the structure of a JSON text chunk by chunk: brackets, commas, colons, the beginnings of strings and of other values, and
 * line feeds. Whether the text is JSON is not checked. A line feed ends any string, so that a missing quote spoils one record and
 * not all that follow.
 */
export class JsonTokens {
  /** How many brackets are open. The caller sets it where it enters or leaves a container that is not part of a record. */
  depth = 0;
  /** The depth before the last token. */
  outerDepth = 0;
  /** Where in the chunk the last token stands. */
  index = 0;
  /** The line of the last token, from 1. */
  line = 1;
  #chunk: Buffer = Buffer.alloc(0);
  #at = 0;
  /** How many bytes came before the chunk. */
  #before = 0;
  /** How many UTF-16 units of the line lie before `#countedTo`. */
  #units = 0;
  #countedTo = 0;
  readonly #counter = new Utf16Counter();
  #inString = false;
  #isEscaped = false;
  /** The next line feed in the chunk, where it was looked for; an earlier one otherwise. */
  #feed = -1;
  #stringStart = 0;
  #stringEnd = 0;
  /** The part of a string that earlier chunks held, as far as it is kept. */
  #carried = '';

  start(chunk: Buffer): void {
    this.#chunk = chunk;
    this.#at = 0;
    this.#countedTo = 0;
    this.#feed = -1;
  }

  /** Ends the chunk, so that the next one goes on behind it. */
  finish(): void {
    const chunk = this.#chunk;
    if (this.#inString) this.#carried += this.#kept(this.#stringStart, chunk.length);
    else this.#carried = this.lastString;
    this.#stringStart = 0;
    this.#stringEnd = 0;
    this.#units += this.#counter.count(chunk.subarray(this.#countedTo));
    this.#before += chunk.length;
    this.#chunk = Buffer.alloc(0);
  }

  /**
   * The first byte of the next token that stands at most `level` brackets deep, a bracket being as deep as what surrounds it;
   * `END_OF_CHUNK` if there is none.
   */
  next(level: number): number {
    const chunk = this.#chunk;
    const end = chunk.length;
    let at = this.#inString ? this.#skipString(this.#at) : this.#at;
    while (at < end) {
      const byte = chunk[at] as number;
      const depth = this.depth;
      let outside = depth;
      at++;
      if (byte === QUOTE) {
        this.#inString = true;
        this.#stringStart = at;
        this.#carried = '';
        if (depth > level) {
          at = this.#skipString(at);
          continue;
        }
      } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.depth = depth + 1;
      else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        if (depth > 0) this.depth = outside = depth - 1;
      } else if (byte === LINE_FEED) this.#breakLine(at);
      else if (isJsonSpace(byte)) continue;
      if (outside > level) continue;
      this.outerDepth = depth;
      this.index = at - 1;
      this.#at = at;
      return byte;
    }
    this.#at = at;
    return END_OF_CHUNK;
  }

  /** The string that ended last, its escapes as they are written; of a longer one only the beginning. */
  get lastString(): string {
    return this.#carried + this.#kept(this.#stringStart, this.#stringEnd);
  }

  /** The column of the last token in UTF-16 units, from 1. Asked for in the order of the text. */
  get column(): number {
    this.#units += this.#counter.count(this.#chunk.subarray(this.#countedTo, this.index));
    this.#countedTo = this.index;
    return this.#units + 1;
  }

  /** How many bytes of the text lie before the last token. */
  get offset(): number {
    return this.#before + this.index;
  }

  /** Places the current token behind all of the text. */
  moveToEnd(): void {
    this.index = 0;
    this.#countedTo = 0;
  }

  /** The index behind the string under way, or that of the line feed that ends it; the chunk's end if it goes on. */
  #skipString(from: number): number {
    const chunk = this.#chunk;
    const end = chunk.length;
    let at = from;
    if (this.#isEscaped && at < end) {
      this.#isEscaped = false;
      if (chunk[at] !== LINE_FEED) at++;
    }
    const shortEnd = Math.min(end, at + SHORT_STRING);
    for (; at < shortEnd; at++) {
      const byte = chunk[at] as number;
      if (byte === QUOTE) return this.#endString(at, at + 1);
      if (byte === LINE_FEED) return this.#endString(at, at);
      if (byte === BACKSLASH && chunk[at + 1] !== LINE_FEED) at++;
    }
    if (at > end) this.#isEscaped = true;
    return at >= end ? end : this.#skipLongString(at);
  }

  /** The same for what follows in a long string, by the engine's own search. */
  #skipLongString(from: number): number {
    const chunk = this.#chunk;
    const end = chunk.length;
    if (this.#feed < from) this.#feed = indexOrEnd(chunk, LINE_FEED, from);
    for (let at = from; ; ) {
      const quote = indexOrEnd(chunk, QUOTE, at);
      if (this.#feed < quote) return this.#endString(this.#feed, this.#feed);
      let before = quote - 1;
      while (before >= at && chunk[before] === BACKSLASH) before--;
      const isEscaped = (quote - before) % 2 === 0;
      if (quote === end) {
        this.#isEscaped = isEscaped;
        return end;
      }
      if (!isEscaped) return this.#endString(quote, quote + 1);
      at = quote + 1;
    }
  }

  #endString(end: number, next: number): number {
    this.#inString = false;
    this.#stringEnd = end;
    return next;
  }

  #kept(start: number, end: number): string {
    return this.#chunk.toString('latin1', start, Math.min(end, start + MAX_STRING + 1));
  }

  #breakLine(next: number): void {
    this.line++;
    this.#units = 0;
    this.#counter.reset();
    this.#countedTo = next;
  }
}

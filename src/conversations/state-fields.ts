import { copyHash, isSameHash } from '../record/id-hash.js';
import type { NumberedPlace, Places } from './places.js';

// What is kept of a conversation, in numbers. A place is four of them: file, record, line (0 if there is none), column.
/** How many numbers are kept of a conversation: two lines of the processor's cache. */
export const STATE_WIDTH = 32;

export const FIRST = 0;
export const START = 4;
export const END = 8;
/** The first user: where it was seen, and its hash. */
export const USER_AT = 12;
export const USER = 16;
export const TURN = 20;
export const MESSAGES = 21;
export const REPEATED = 22;
export const MESSAGES_AT_START = 23;
export const REPEATED_AT_START = 24;
export const SIZE = 25;
export const SLOTS = 26;
export const FLAGS = 27;
/** The record with the latest timestamp. */
export const LATEST = 28;

/** Where in a place its line stands. */
export const LINE = 2;

export const HAS_GAP = 1;
export const HAS_NEAR_MESSAGE = 2;
export const HAS_NEAR_END = 4;
export const IS_PARTIAL = 8;
export const IS_FRESH = 16;
/** Since the latest start, an event came that may have been the end. */
export const MAY_HAVE_ENDED = 32;
/** Since the latest end, an event came that may have been a start. */
export const MAY_HAVE_RESUMED = 64;

/** The numbers of one conversation in the array of all, moved from one conversation to the next. */
export class StateFields {
  readonly #numbers: Uint32Array;
  readonly #places: Places;
  #base = 0;

  /** @param places the places in `numbers` */
  constructor(numbers: Uint32Array, places: Places) {
    this.#numbers = numbers;
    this.#places = places;
  }

  moveTo(serial: number): void {
    this.#base = serial * STATE_WIDTH;
  }

  /** Sets all to 0. */
  reset(): void {
    this.#numbers.fill(0, this.#base, this.#base + STATE_WIDTH);
  }

  get(field: number): number {
    return this.#numbers[this.#base + field] ?? 0;
  }

  set(field: number, value: number): void {
    this.#numbers[this.#base + field] = value;
  }

  /** Whether one of the flags is set. */
  is(flags: number): boolean {
    return (this.get(FLAGS) & flags) !== 0;
  }

  mark(flags: number): void {
    this.set(FLAGS, this.get(FLAGS) | flags);
  }

  clear(flags: number): void {
    this.set(FLAGS, this.get(FLAGS) & ~flags);
  }

  hasPlace(field: number): boolean {
    return this.get(field + LINE) !== 0;
  }

  place(field: number): NumberedPlace {
    return this.#places.read(this.#base + field);
  }

  setPlace(field: number, place: NumberedPlace): void {
    this.#places.write(this.#base + field, place);
  }

  isHash(field: number, words: Int32Array, at: number): boolean {
    return isSameHash(words, at, this.#numbers, this.#base + field);
  }

  setHash(field: number, words: Int32Array, at: number): void {
    copyHash(words, at, this.#numbers, this.#base + field);
  }
}

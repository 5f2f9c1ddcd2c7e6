import type { TemporaryFile } from './temporary-file.js';

/** Where the entries of a run lie in a file. */
export interface Run {
  readonly position: number;
  readonly end: number;
}

/** How much of a run is read at once. */
const READ_BYTES = 64 * 1024;

/** Reads the entries of a run, one after the other. See `ExternalSorter` for what an entry is. */
export class SortedRun {
  readonly #file: TemporaryFile;
  readonly #keyWords: number;
  readonly #end: number;
  readonly #number: number;
  #position: number;
  #words = new Uint32Array(READ_BYTES / 4);
  #bytes = new Uint8Array(this.#words.buffer);
  /** The entry begins at this word of the buffer, the next one after it, and the bytes read end there. */
  #start = 0;
  #next = 0;
  #filled = 0;

  /** @param number its place among the runs that are merged */
  constructor(file: TemporaryFile, { position, end }: Run, keyWords: number, number: number) {
    this.#file = file;
    this.#position = position;
    this.#end = end;
    this.#keyWords = keyWords;
    this.#number = number;
  }

  /** Moves to the next entry. Returns whether there is one. */
  moveOn(): boolean {
    this.#start = this.#next;
    if (this.#start === this.#filled && this.#position === this.#end) return false;
    this.#have(this.#keyWords + 1);
    const length = this.#keyWords + 1 + Math.ceil((this.#words[this.#start + this.#keyWords] as number) / 4);
    this.#have(length);
    this.#next = this.#start + length;
    return true;
  }

  /** The array that holds the entry, and where it begins. */
  get words(): Uint32Array {
    return this.#words;
  }

  get start(): number {
    return this.#start;
  }

  /** The key of the entry. It is valid until the next one, as are the others. */
  get key(): Uint32Array {
    return this.#words.subarray(this.#start, this.#start + this.#keyWords);
  }

  get payload(): Uint8Array {
    const at = (this.#start + this.#keyWords + 1) * 4;
    return this.#bytes.subarray(at, at + (this.#words[this.#start + this.#keyWords] as number));
  }

  /** The whole entry as it is in the file. */
  get entry(): Uint8Array {
    return this.#bytes.subarray(this.#start * 4, this.#next * 4);
  }

  /** Whether its entry comes before that of another run; of equal ones, that of the earlier run does. */
  isBefore(other: SortedRun): boolean {
    for (let word = 0; word < this.#keyWords; word++) {
      const difference = (this.#words[this.#start + word] as number) - (other.#words[other.#start + word] as number);
      if (difference !== 0) return difference < 0;
    }
    return this.#number < other.#number;
  }

  /** Reads on until the buffer has this many words from the start of the entry on. */
  #have(count: number): void {
    if (this.#start + count <= this.#filled) return;
    const rest = this.#words.subarray(this.#start, this.#filled);
    if (count > this.#words.length) {
      this.#words = new Uint32Array(count);
      this.#bytes = new Uint8Array(this.#words.buffer);
    }
    this.#words.set(rest);
    const free = (this.#words.length - rest.length) * 4;
    const size = Math.min(free, this.#end - this.#position);
    this.#file.read(this.#bytes.subarray(rest.length * 4, rest.length * 4 + size), this.#position);
    this.#position += size;
    this.#filled = rest.length + size / 4;
    this.#start = 0;
  }
}

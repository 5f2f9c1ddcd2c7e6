import { BufferedWriter } from './buffered-writer.js';
import { mergeRuns } from './merge-runs.js';
import type { Run } from './sorted-run.js';
import { SortedRun } from './sorted-run.js';
import type { TemporaryFile } from './temporary-file.js';
import type { TemporaryFiles } from './temporary-files.js';

/** An entry of a sorter. It is valid until the next one is asked for. */
export interface SortedEntry {
  readonly key: Uint32Array;
  readonly payload: Uint8Array;
  /** The array that holds the key, and where it begins: faster than `key` where entries come by the million. */
  readonly words: Uint32Array;
  readonly start: number;
}

/** What is sorted, and how much memory it may use. */
export interface ExternalSorterOptions {
  /** How many 32-bit words a key has. The first word counts most. */
  readonly keyWords: number;
  /** Entries beyond this go to a temporary file. One that is larger by itself is kept all the same. */
  readonly memoryBytes: number;
  readonly files: TemporaryFiles;
}

/** The first buffer; few entries need no more. */
const FIRST_BYTES = 16 * 1024;

/** The memory for where an entry begins, in words. */
const START_WORDS = 2;

/** How many runs are merged at a time. Each has a buffer of 64 kB. */
const MAX_RUNS = 64;

/** The longest text that is encoded in place, in UTF-16 units. */
const MAX_ENCODED_LENGTH = 4096;

const NO_PAYLOAD = new Uint8Array(0);

/**
 * Sorts entries by their keys: numbers, compared word by word. Equal ones stay in the order in which they were added.
 * When the memory is used up, its entries are sorted and written to a temporary file as one run; at the end the runs are merged.
 *
 * An entry is its key, the length of its payload in bytes, and the payload, filled up to whole words.
 */
export class ExternalSorter {
  readonly #keyWords: number;
  readonly #maxWords: number;
  readonly #files: TemporaryFiles;
  #words = new Uint32Array(0);
  #bytes = new Uint8Array(0);
  /** The same memory. */
  #text = Buffer.alloc(0);
  #used = 0;
  /** Where the entries begin; undefined while they come in order. */
  #starts: number[] | undefined;
  #last = 0;
  #runs: Run[] = [];
  #file: TemporaryFile | undefined;
  #count = 0;
  #size = 0;

  constructor({ keyWords, memoryBytes, files }: ExternalSorterOptions) {
    this.#keyWords = keyWords;
    this.#maxWords = Math.max(1, Math.floor(memoryBytes / 4));
    this.#files = files;
  }

  /** How many entries were added. */
  get size(): number {
    return this.#size;
  }

  /**
   * Adds an entry; key and payload are copied.
   * @param keyAt where the key begins in `key`. Default: 0.
   * @throws {Failure} if the memory is used up and no temporary file can be written
   */
  add(key: ArrayLike<number>, payload: Uint8Array = NO_PAYLOAD, keyAt = 0): void {
    const start = this.#begin(Math.ceil(payload.length / 4));
    this.#bytes.set(payload, (start + this.#keyWords + 1) * 4);
    this.#end(start, key, keyAt, payload.length);
  }

  /** Adds an entry whose payload is a part of an array; meant for few bytes. @throws {Failure} likewise */
  addPart(key: ArrayLike<number>, bytes: Uint8Array, from: number, to: number): void {
    const start = this.#begin(Math.ceil((to - from) / 4));
    let target = (start + this.#keyWords + 1) * 4;
    for (let at = from; at < to; at++) this.#bytes[target++] = bytes[at] as number;
    this.#end(start, key, 0, to - from);
  }

  /** Adds an entry whose payload is a text in UTF-8, which is not copied before. @throws {Failure} likewise */
  addText(key: ArrayLike<number>, text: string): void {
    // A UTF-16 unit has at most three bytes. A long text may have far fewer, and room for them costs time.
    if (text.length > MAX_ENCODED_LENGTH) {
      this.add(key, Buffer.from(text));
      return;
    }
    const start = this.#begin(Math.ceil((text.length * 3) / 4));
    this.#end(start, key, 0, this.#text.write(text, (start + this.#keyWords + 1) * 4));
  }

  /** Makes room for an entry with so many words of payload; returns where it begins. */
  #begin(payloadWords: number): number {
    const length = this.#keyWords + 1 + payloadWords;
    const withStarts = this.#used + length + (this.#count + 1) * START_WORDS;
    if (withStarts > this.#maxWords && this.#used > 0) this.#spill();
    if (this.#used + length > this.#words.length) this.#grow(length);
    return this.#used;
  }

  /** Ends an entry whose payload was written. */
  #end(start: number, key: ArrayLike<number>, keyAt: number, bytes: number): void {
    for (let word = 0; word < this.#keyWords; word++) this.#words[start + word] = key[keyAt + word] as number;
    this.#words[start + this.#keyWords] = bytes;
    if (this.#starts === undefined && start > 0 && this.#compare(start, this.#last) < 0)
      this.#starts = [...this.#inMemory()];
    this.#starts?.push(start);
    this.#last = start;
    this.#used += this.#lengthOf(start);
    this.#count++;
    this.#size++;
  }

  /** How many words an entry has. */
  #lengthOf(start: number): number {
    return this.#keyWords + 1 + Math.ceil((this.#words[start + this.#keyWords] as number) / 4);
  }

  /** Where the entries begin, as they were added. */
  *#inMemory(): Generator<number> {
    for (let start = 0; start < this.#used; start += this.#lengthOf(start)) yield start;
  }

  /**
   * All entries in order. Nothing can be added after it; the memory and the file are freed when the last one was given out, or
   * when the loop is left.
   * @throws {Failure} if the temporary file cannot be written or read
   */
  *sorted(): Generator<SortedEntry> {
    try {
      if (this.#runs.length === 0) yield* this.#entriesInMemory();
      else yield* this.#merged();
    } finally {
      this.close();
    }
  }

  /** Frees memory and file. */
  close(): void {
    this.#file?.close();
    this.#words = new Uint32Array(0);
    this.#bytes = new Uint8Array(0);
    this.#text = Buffer.alloc(0);
    this.#starts = undefined;
    this.#runs = [];
    this.#used = 0;
    this.#count = 0;
  }

  #grow(length: number): void {
    const doubled = Math.min(Math.max(FIRST_BYTES / 4, this.#words.length * 2), this.#maxWords);
    const words = new Uint32Array(Math.max(doubled, this.#used + length));
    words.set(this.#words.subarray(0, this.#used));
    this.#words = words;
    this.#bytes = new Uint8Array(words.buffer);
    this.#text = Buffer.from(words.buffer);
  }

  #compare(start: number, other: number): number {
    const words = this.#words;
    for (let word = 0; word < this.#keyWords; word++) {
      const difference = (words[start + word] as number) - (words[other + word] as number);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  /** Where the entries begin, in their order; `sort` is stable. */
  #sortedStarts(): Iterable<number> {
    return this.#starts?.sort((a, b) => this.#compare(a, b)) ?? this.#inMemory();
  }

  *#entriesInMemory(): Generator<SortedEntry> {
    const keyWords = this.#keyWords;
    const words = this.#words;
    for (const start of this.#sortedStarts()) {
      const payloadAt = (start + keyWords + 1) * 4;
      yield {
        key: words.subarray(start, start + keyWords),
        payload: this.#bytes.subarray(payloadAt, payloadAt + (words[start + keyWords] as number)),
        ...{ words, start },
      };
    }
  }

  #spill(): void {
    this.#file ??= this.#files.create();
    const position = this.#file.size;
    if (this.#starts === undefined) this.#file.append([this.#bytes.subarray(0, this.#used * 4)]);
    else {
      const writer = new BufferedWriter(this.#file);
      for (const start of this.#sortedStarts())
        writer.write(this.#bytes.subarray(start * 4, (start + this.#lengthOf(start)) * 4));
      writer.flush();
    }
    this.#runs.push({ position, end: this.#file.size });
    this.#starts = undefined;
    this.#used = 0;
    this.#count = 0;
  }

  *#merged(): Generator<SortedEntry> {
    if (this.#used > 0) this.#spill();
    // The buffers of the runs take its place.
    this.#words = new Uint32Array(0);
    this.#bytes = new Uint8Array(0);
    this.#text = Buffer.alloc(0);
    const file = this.#file as TemporaryFile;
    while (this.#runs.length > MAX_RUNS) {
      const merged: Run[] = [];
      for (let from = 0; from < this.#runs.length; from += MAX_RUNS) {
        const position = file.size;
        const writer = new BufferedWriter(file);
        for (const run of this.#opened(this.#runs.slice(from, from + MAX_RUNS))) writer.write(run.entry);
        writer.flush();
        merged.push({ position, end: file.size });
      }
      this.#runs = merged;
    }
    for (const run of this.#opened(this.#runs)) yield run;
  }

  #opened(runs: readonly Run[]): Generator<SortedRun> {
    const file = this.#file as TemporaryFile;
    return mergeRuns(runs.map((run, number) => new SortedRun(file, run, this.#keyWords, number)));
  }
}

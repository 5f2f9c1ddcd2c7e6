import type { TemporaryFile } from './temporary-file.js';
import type { TemporaryFiles } from './temporary-files.js';

/** Rows are kept in blocks of about this size. A smaller one means more reads, a larger one more memory for few rows. */
const BLOCK_BYTES = 16 * 1024;

/** What rows there are, and how much memory they may use. */
export interface RowPartitionsOptions {
  /** How many 32-bit words a row has. */
  readonly words: number;
  readonly partitions: number;
  /** Rows beyond this go to a temporary file. At least two blocks (16 kB each) per partition are used. */
  readonly memoryBytes: number;
  readonly files: TemporaryFiles;
}

/** Blocks of one partition that lie one after the other in the file. */
interface WrittenBlocks {
  readonly position: number;
  count: number;
}

/**
 * Rows of a fixed size, in partitions; a partition has its rows in the order in which they were added. When the memory is
 * used up, half of the full blocks are written to one temporary file, each partition's oldest ones one after the other.
 *
 *     const at = partitions.rowFor(hash & 63);
 *     partitions.rows[at] = ...; // all of its words: the memory was used before
 *
 * Rows are added first, and read then.
 */
export class RowPartitions {
  /** The words of a row. */
  readonly words: number;
  readonly partitions: number;
  readonly #blockWords: number;
  readonly #maxBlocks: number;
  readonly #files: TemporaryFiles;
  /** Where the next row of each partition goes, and where its block ends. */
  readonly #next: Int32Array;
  readonly #end: Int32Array;
  /** The blocks of each partition in memory, the one that is being filled last. */
  readonly #blocks: number[][];
  readonly #written: WrittenBlocks[][];
  readonly #free: number[] = [];
  #rows: Uint32Array;
  #blockCount: number;
  #nextBlock = 0;
  #file: TemporaryFile | undefined;
  #buffer = new Uint32Array(0);
  #size = 0;

  constructor({ words, partitions, memoryBytes, files }: RowPartitionsOptions) {
    this.words = words;
    this.partitions = partitions;
    this.#blockWords = Math.max(1, Math.floor(BLOCK_BYTES / 4 / words)) * words;
    this.#maxBlocks = Math.max(2 * partitions, Math.floor(memoryBytes / (this.#blockWords * 4)));
    this.#files = files;
    this.#next = new Int32Array(partitions);
    this.#end = new Int32Array(partitions);
    this.#blocks = Array.from({ length: partitions }, () => []);
    this.#written = Array.from({ length: partitions }, () => []);
    // A small log needs few blocks. Memory that is not touched costs nothing, so that there is no size in between.
    this.#blockCount = Math.min(this.#maxBlocks, partitions);
    this.#rows = new Uint32Array(this.#blockCount * this.#blockWords);
  }

  /** The words of all rows in memory. It may be another array after each call of `rowFor`. */
  get rows(): Uint32Array {
    return this.#rows;
  }

  /** How many rows were added. */
  get size(): number {
    return this.#size;
  }

  /** How many bytes went to the temporary file. */
  get spilledBytes(): number {
    return this.#file?.size ?? 0;
  }

  /**
   * Adds a row; returns where its words begin in `rows`. They hold what was there before: write all of them.
   * @throws {Failure} if the memory is used up and no temporary file can be written
   */
  rowFor(partition: number): number {
    let at = this.#next[partition] as number;
    if (at === this.#end[partition]) at = this.#startBlock(partition);
    this.#next[partition] = at + this.words;
    this.#size++;
    return at;
  }

  /** How many rows a partition has. */
  rowCount(partition: number): number {
    const inFile = (this.#written[partition] ?? []).reduce((sum, { count }) => sum + count, 0);
    const inMemory = this.#blocks[partition]?.length ?? 0;
    const unfilled = (this.#end[partition] ?? 0) - (this.#next[partition] ?? 0);
    return ((inFile + inMemory) * this.#blockWords - unfilled) / this.words;
  }

  /**
   * All rows of a partition, one after the other, in a buffer that the next call uses again. For a partition that may be too
   * large for that, see `rowCount` and `blocks`.
   * @throws {Failure} if the temporary file cannot be read
   */
  read(partition: number): Uint32Array {
    const size = this.rowCount(partition) * this.words;
    // With some room, since partitions are about equally large: new memory is slow.
    if (this.#buffer.length < size) this.#buffer = new Uint32Array(size + (size >>> 3));
    let at = 0;
    for (const { position, count } of this.#written[partition] ?? []) {
      const words = count * this.#blockWords;
      this.#file?.read(new Uint8Array(this.#buffer.buffer, at * 4, words * 4), position);
      at += words;
    }
    for (const block of this.#inMemory(partition)) {
      this.#buffer.set(block, at);
      at += block.length;
    }
    return this.#buffer.subarray(0, size);
  }

  /**
   * The rows of a partition, some at a time; an array is valid until the next one is asked for.
   * @throws {Failure} if the temporary file cannot be read
   */
  *blocks(partition: number): Generator<Uint32Array> {
    const block = new Uint32Array(this.#blockWords);
    const bytes = new Uint8Array(block.buffer);
    for (const { position, count } of this.#written[partition] ?? []) {
      for (let index = 0; index < count; index++) {
        this.#file?.read(bytes, position + index * bytes.length);
        yield block;
      }
    }
    yield* this.#inMemory(partition);
  }

  /** Frees memory and file. Nothing can be added or read after it. */
  close(): void {
    this.#file?.close();
    this.#rows = this.#buffer = new Uint32Array(0);
  }

  *#inMemory(partition: number): Generator<Uint32Array> {
    const blocks = this.#blocks[partition] ?? [];
    for (const [index, block] of blocks.entries()) {
      const start = block * this.#blockWords;
      const isLast = index === blocks.length - 1;
      yield this.#rows.subarray(start, isLast ? this.#next[partition] : start + this.#blockWords);
    }
  }

  #startBlock(partition: number): number {
    const block = this.#freeBlock();
    this.#blocks[partition]?.push(block);
    const start = block * this.#blockWords;
    this.#end[partition] = start + this.#blockWords;
    return start;
  }

  #freeBlock(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#nextBlock < this.#blockCount) return this.#nextBlock++;
    if (this.#blockCount < this.#maxBlocks) {
      const rows = new Uint32Array(this.#maxBlocks * this.#blockWords);
      rows.set(this.#rows);
      this.#rows = rows;
      this.#blockCount = this.#maxBlocks;
      return this.#nextBlock++;
    }
    this.#spill();
    return this.#free.pop() as number;
  }

  /**
   * Writes half of each partition's full blocks, the oldest: a log that is a little larger than the memory needs a file for a part of its
   * rows only. Some block is full: there are twice as many blocks as partitions, and each partition has at most one that is not.
   */
  #spill(): void {
    this.#file ??= this.#files.create();
    let position = this.#file.size;
    const parts: Uint8Array[] = [];
    for (let partition = 0; partition < this.partitions; partition++) {
      const blocks = this.#blocks[partition] as number[];
      const isLastFull = this.#next[partition] === this.#end[partition];
      const full = blocks.splice(0, Math.ceil((isLastFull ? blocks.length : blocks.length - 1) / 2));
      if (full.length === 0) continue;
      if (blocks.length === 0) this.#next[partition] = this.#end[partition] = 0;
      for (const block of full)
        parts.push(new Uint8Array(this.#rows.buffer, block * this.#blockWords * 4, this.#blockWords * 4));
      this.#written[partition]?.push({ position, count: full.length });
      position += full.length * this.#blockWords * 4;
      this.#free.push(...full);
    }
    this.#file.append(parts);
  }
}

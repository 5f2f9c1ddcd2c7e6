import { ExternalSorter } from '../../spill/external-sorter.js';
import { RowPartitions } from '../../spill/row-partitions.js';
import type { TemporaryFiles } from '../../spill/temporary-files.js';
import { FILE, ROW_WORDS } from './message-id-row.js';
import type { OnRepeated } from './repeated-ids.js';
import { findRepeatedIds, RepeatedIds } from './repeated-ids.js';

/** How many partitions there are: a power of two. */
const PARTITION_BITS = 6;
const PARTITIONS = 2 ** PARTITION_BITS;

/** How much memory the rows may use; what is more goes to temporary files. */
export interface MessageIdMemory {
  readonly rowBytes: number;
  /** A partition with more rows than these is sorted in a file. */
  readonly partitionBytes: number;
  readonly sorterBytes: number;
}

export const DEFAULT_MEMORY: MessageIdMemory = {
  rowBytes: 16 * 1024 * 1024,
  partitionBytes: 32 * 1024 * 1024,
  sorterBytes: 16 * 1024 * 1024,
};

/** A row that repeats an id with other contents, and the first row with that id. See `message-id-row.ts`. */
export interface RepeatedId {
  readonly row: Uint32Array;
  readonly first: Uint32Array;
}

/** How many different ids there are, and how many rows repeat one with other contents. */
export interface MessageIdTotals {
  readonly ids: number;
  readonly repeated: number;
}

/** Rows of all records with a `messageId`. The same rows in the same order have the same result, however much memory there is. */
export class MessageIdRows {
  readonly #rows: RowPartitions;
  readonly #files: TemporaryFiles;
  readonly #memory: MessageIdMemory;

  constructor(files: TemporaryFiles, memory: MessageIdMemory = DEFAULT_MEMORY) {
    this.#files = files;
    this.#memory = memory;
    this.#rows = new RowPartitions({ words: ROW_WORDS, partitions: PARTITIONS, memoryBytes: memory.rowBytes, files });
  }

  /** The memory of rows; another array after each call of `rowFor`. */
  get rows(): Uint32Array {
    return this.#rows.rows;
  }

  /** Adds a row; returns where it begins. All of its words have to be written. @param hash the second word of the id's hash */
  rowFor(hash: number): number {
    return this.#rows.rowFor(hash >>> (32 - PARTITION_BITS));
  }

  /** All rows, partition by partition; each block is valid until the next is asked for. */
  *blocks(): Generator<Uint32Array> {
    for (let partition = 0; partition < PARTITIONS; partition++) yield* this.#rows.blocks(partition);
  }

  /** All that repeat an id with other contents, in the order of the log. */
  *repeated(): Generator<RepeatedId> {
    const { sorterBytes } = this.#memory;
    const sorter = new ExternalSorter({ keyWords: 2, memoryBytes: sorterBytes, files: this.#files });
    const pair = new Uint32Array(2 * ROW_WORDS);
    const bytes = new Uint8Array(pair.buffer);
    this.#find((rows, at, firstRows, firstAt) => {
      const first = firstRows.slice(firstAt, firstAt + ROW_WORDS);
      pair.set(rows.subarray(at, at + ROW_WORDS));
      pair.set(first, ROW_WORDS);
      sorter.add(pair, bytes, FILE);
    });
    for (const { payload } of sorter.sorted()) {
      bytes.set(payload);
      yield { row: pair.subarray(0, ROW_WORDS), first: pair.subarray(ROW_WORDS) };
    }
  }

  /** The counts alone. Nothing can be added afterwards. */
  totals(): MessageIdTotals {
    let repeated = 0;
    const ids = this.#find(() => repeated++);
    this.close();
    return { ids, repeated };
  }

  /** Finds what repeats an id with other contents, in any order. Returns how many different ids there are. */
  #find(onRepeated: OnRepeated): number {
    const { partitionBytes, sorterBytes } = this.#memory;
    const settings = { memoryBytes: sorterBytes, files: this.#files };
    const inMemory = new RepeatedIds();
    let ids = 0;
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const count = this.#rows.rowCount(partition);
      if (count * ROW_WORDS * 4 <= partitionBytes) ids += inMemory.find(this.#rows.read(partition), onRepeated);
      else ids += findRepeatedIds(this.#rows.blocks(partition), settings, onRepeated);
    }
    return ids;
  }

  /** Frees memory and files. */
  close(): void {
    this.#rows.close();
  }
}

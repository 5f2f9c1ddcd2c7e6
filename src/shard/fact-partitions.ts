import { ROW_WORDS as CALL_WORDS, ID } from '../check/message-ids/message-id-row.js';
import { ID_ROW_WORDS } from '../conversations/conversation-ids.js';
import * as fact from '../conversations/fact-row.js';
import type { GatheredBlock, GatheredKind } from '../conversations/gathered-block.js';
import { joined, wordsOf } from '../conversations/gathered-facts.js';
import { RowPartitions } from '../spill/row-partitions.js';
import type { TemporaryFiles } from '../spill/temporary-files.js';

/** The memory for rows of each kind; what is more goes to temporary files. */
const MEMORY_BYTES = 32 * 1024 * 1024;

/** The kinds of blocks that every partition has: names, and records that may belong to any conversation. */
const SHARED: readonly GatheredKind[] = ['eventNames', 'unplaced', 'callNames'];

/** The order of the blocks in a part. */
const ORDER: readonly GatheredKind[] = ['eventNames', 'factRows', 'idRows', 'unplaced', 'callNames', 'callRows'];

/** The words of the rows, and by which of them they are spread: one that no hash table within a partition goes by first. */
const ROWS = {
  factRows: { words: fact.ROW_WORDS, hash: fact.CONVERSATION + 2 },
  idRows: { words: ID_ROW_WORDS, hash: fact.CONVERSATION + 2 },
  callRows: { words: CALL_WORDS, hash: ID },
} as const;

type RowKind = keyof typeof ROWS;

function isRowKind(kind: GatheredKind): kind is RowKind {
  return Object.hasOwn(ROWS, kind);
}

/** Spreads gathered facts over partitions: all of a conversation, and all calls with one `messageId`, are in the same one. */
export class FactPartitions {
  readonly #of: number;
  readonly #shared = new Map<GatheredKind, GatheredBlock>();
  readonly #rows: Readonly<Record<RowKind, RowPartitions>>;
  #isSecond = false;
  #partition = 0;

  constructor(of: number, files: TemporaryFiles) {
    this.#of = of;
    const rows = (kind: RowKind) =>
      new RowPartitions({ words: ROWS[kind].words, partitions: of, memoryBytes: MEMORY_BYTES, files });
    this.#rows = { factRows: rows('factRows'), idRows: rows('idRows'), callRows: rows('callRows') };
  }

  /** Adds a block, in the order in which it was gathered. @throws {Failure} if no temporary file can be written */
  add(block: GatheredBlock): void {
    const { kind, bytes } = block;
    if (isRowKind(kind)) this.#addRows(kind, wordsOf(bytes));
    else this.#shared.set(kind, block);
  }

  /** The blocks of a partition. @param number from 1 */
  *blocks(number: number): Generator<GatheredBlock> {
    for (const kind of ORDER) {
      const shared = SHARED.includes(kind) ? this.#shared.get(kind) : undefined;
      if (shared !== undefined) yield shared;
      else if (isRowKind(kind)) yield* joined(kind, this.#rows[kind].blocks(number - 1));
    }
  }

  /** Frees memory and files. */
  close(): void {
    for (const rows of Object.values(this.#rows)) rows.close();
  }

  #addRows(kind: RowKind, words: Uint32Array): void {
    const { words: length, hash } = ROWS[kind];
    const target = this.#rows[kind];
    for (let from = 0; from < words.length; from += length) {
      // The second part of a long row has no hash of its own. It may be in the next block.
      if (!this.#isSecond) this.#partition = Math.floor(((words[from + hash] as number) / 2 ** 32) * this.#of);
      const at = target.rowFor(this.#partition);
      target.rows.set(words.subarray(from, from + length), at);
      const isLong = kind === 'factRows' && ((words[from + fact.BITS] as number) & fact.IS_LONG) !== 0;
      this.#isSecond = isLong && !this.#isSecond;
    }
  }
}

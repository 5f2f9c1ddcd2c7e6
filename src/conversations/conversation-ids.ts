import { RowPartitions } from '../spill/row-partitions.js';
import type { TemporaryFiles } from '../spill/temporary-files.js';
import { CONVERSATION_WORDS } from './fact-row.js';

/** A row: the hash, the number of the id's bytes from here on, and some of them. A longer id has several rows, one behind the other. */
const LENGTH = CONVERSATION_WORDS;
const TEXT = LENGTH + 1;
const TEXT_WORDS = 9;
/** How many words a row has. */
export const ID_ROW_WORDS = TEXT + TEXT_WORDS;
const TEXT_BYTES = TEXT_WORDS * 4;

/** How many ids that were written lately are known, so that the id of a conversation is written once in a while only. */
const CACHE_SLOTS = 4096;

/** The ids of conversations by their hashes: they are needed only for problems, which name the conversation. */
export class ConversationIds {
  readonly #rows: RowPartitions;
  readonly #cache = new Int32Array(CACHE_SLOTS * CONVERSATION_WORDS);

  constructor(partitions: number, memoryBytes: number, files: TemporaryFiles) {
    this.#rows = new RowPartitions({ words: ID_ROW_WORDS, partitions, memoryBytes, files });
  }

  /** How many bytes are in the temporary file. */
  get spilledBytes(): number {
    return this.#rows.spilledBytes;
  }

  /** Whether an id was added lately; if not, it has to be added, and counts as added. */
  wasAdded(hash: Int32Array, at: number): boolean {
    const cache = this.#cache;
    const a = hash[at] as number;
    const slot = (a & (CACHE_SLOTS - 1)) * CONVERSATION_WORDS;
    if (cache[slot] === a && cache[slot + 1] === hash[at + 1] && cache[slot + 2] === hash[at + 2]) return true;
    cache[slot] = a;
    cache[slot + 1] = hash[at + 1] as number;
    cache[slot + 2] = hash[at + 2] as number;
    return false;
  }

  /** Adds an id: its bytes from `start` up to `end`. */
  add(partition: number, hash: Int32Array, at: number, bytes: Uint8Array, start: number, end: number): void {
    for (let from = start; from === start || from < end; from += TEXT_BYTES) {
      const row = this.#rows.rowFor(partition);
      const { rows } = this.#rows;
      for (let word = 0; word < CONVERSATION_WORDS; word++) rows[row + word] = hash[at + word] as number;
      rows[row + LENGTH] = end - from;
      for (let word = 0; word < TEXT_WORDS; word++) {
        const byte = from + word * 4;
        // Beyond the end stands what belongs to another text, which is not read.
        rows[row + TEXT + word] =
          (bytes[byte] as number) |
          ((bytes[byte + 1] as number) << 8) |
          ((bytes[byte + 2] as number) << 16) |
          ((bytes[byte + 3] as number) << 24);
      }
    }
  }

  /** The rows of a partition, as they are. */
  blocks(partition: number): Iterable<Uint32Array> {
    return this.#rows.blocks(partition);
  }

  /** Adds rows as they are in another log. @param partitionOf the partition of a hash, by its first word */
  addRows(words: Uint32Array, partitionOf: (hash: number) => number): void {
    for (let from = 0; from < words.length; from += ID_ROW_WORDS) {
      const at = this.#rows.rowFor(partitionOf(words[from] as number));
      this.#rows.rows.set(words.subarray(from, from + ID_ROW_WORDS), at);
    }
  }

  /** Finds the ids of some hashes in a partition. @param wanted the hashes, as `keyOfHash` names them; gets their ids */
  find(partition: number, wanted: Map<string, string | undefined>): void {
    let missing = wanted.size;
    let pieces: Buffer[] = [];
    // A key as text takes longer than all else: most ids of the partition are none of these by the first word.
    const firstWords = new Set([...wanted.keys()].map((key) => Number.parseInt(key, 10)));
    for (const words of this.#rows.blocks(partition)) {
      const bytes = Buffer.from(words.buffer, words.byteOffset, words.byteLength);
      for (let at = 0; at < words.length; at += ID_ROW_WORDS) {
        if (missing === 0) return;
        if (!firstWords.has(words[at] as number)) continue;
        const key = keyOfHash(words, at);
        if (!wanted.has(key) || wanted.get(key) !== undefined) continue;
        const left = words[at + LENGTH] as number;
        const textAt = (at + TEXT) * 4;
        pieces.push(Buffer.from(bytes.subarray(textAt, textAt + Math.min(left, TEXT_BYTES))));
        if (left > TEXT_BYTES) continue;
        wanted.set(key, Buffer.concat(pieces).toString());
        pieces = [];
        missing--;
      }
    }
  }

  close(): void {
    this.#rows.close();
  }
}

/** The hash of an id as a text, for maps. */
export function keyOfHash(words: Uint32Array | Int32Array, at: number): string {
  return `${(words[at] as number) >>> 0} ${(words[at + 1] as number) >>> 0} ${(words[at + 2] as number) >>> 0}`;
}

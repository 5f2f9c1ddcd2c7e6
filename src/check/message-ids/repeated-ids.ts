import { ExternalSorter } from '../../spill/external-sorter.js';
import type { TemporaryFiles } from '../../spill/temporary-files.js';
import { CONTENTS, FILE, ID, isSameContents, isSameId, ROW_WORDS } from './message-id-row.js';
import { RowTable } from './row-table.js';

/** Called with a row whose id an earlier row has with other contents, and with the first row of that id. */
export type OnRepeated = (rows: Uint32Array, at: number, firstRows: Uint32Array, firstAt: number) => void;

/** How many words the id and the contents have. */
const ID_WORDS = 2;
const CONTENTS_WORDS = 2;
const POSITION_WORDS = 2;

/**
 * Finds the rows that repeat an id with other contents, of rows in the order of the log. Of rows with one id and one contents, the
 * first one counts: the others are the same event once more.
 */
export class RepeatedIds {
  readonly #ids = new RowTable(ID_WORDS);
  readonly #contents = new RowTable(ID_WORDS + CONTENTS_WORDS);

  /** Finds them in rows that are in memory. Returns how many different ids there are. */
  find(rows: Uint32Array, onRepeated: OnRepeated): number {
    const count = rows.length / ROW_WORDS;
    this.#ids.reset(rows, count);
    let hasContents = false;
    let ids = 0;
    for (let at = 0; at < rows.length; at += ROW_WORDS) {
      const first = this.#ids.add(at);
      if (first === at) ids++;
      if (first === at || isSameContents(rows, first, at)) continue;
      if (!hasContents) this.#contents.reset(rows, count);
      hasContents = true;
      if (this.#contents.add(at) === at) onRepeated(rows, at, rows, first);
    }
    return ids;
  }
}

/** Finds them in any number of rows, in bounded memory: by sorting. Returns how many different ids there are. */
export function findRepeatedIds(
  blocks: Iterable<Uint32Array>,
  { memoryBytes, files }: { readonly memoryBytes: number; readonly files: TemporaryFiles },
  onRepeated: OnRepeated,
): number {
  const byId = new ExternalSorter({ keyWords: ID_WORDS + POSITION_WORDS, memoryBytes, files });
  const key = new Uint32Array(ID_WORDS + CONTENTS_WORDS + POSITION_WORDS);
  for (const block of blocks) {
    for (let at = 0; at < block.length; at += ROW_WORDS) {
      key.set(block.subarray(at + ID, at + ID + ID_WORDS));
      key.set(block.subarray(at + FILE, at + FILE + POSITION_WORDS), ID_WORDS);
      byId.add(key, bytesOf(block.subarray(at, at + ROW_WORDS)));
    }
  }
  // Rows that are not like the first one of their id, each with that one behind it.
  const byContents = new ExternalSorter({ keyWords: key.length, memoryBytes, files });
  const pair = new Uint32Array(2 * ROW_WORDS);
  let ids = 0;
  for (const { payload } of byId.sorted()) {
    bytesOf(pair).set(payload);
    if (ids === 0 || !isSameId(pair, 0, ROW_WORDS)) {
      pair.copyWithin(ROW_WORDS, 0, ROW_WORDS);
      ids++;
    }
    if (isSameContents(pair, 0, ROW_WORDS)) continue;
    key.set(pair.subarray(ID, CONTENTS + CONTENTS_WORDS));
    key.set(pair.subarray(FILE, FILE + POSITION_WORDS), ID_WORDS + CONTENTS_WORDS);
    byContents.add(key, bytesOf(pair));
  }
  const last = new Uint32Array(ROW_WORDS);
  let hasLast = false;
  for (const { payload } of byContents.sorted()) {
    bytesOf(pair).set(payload);
    const isRepeat = hasLast && isSamePair(pair, last);
    last.set(pair.subarray(0, ROW_WORDS));
    hasLast = true;
    if (!isRepeat) onRepeated(pair, 0, pair, ROW_WORDS);
  }
  return ids;
}

function isSamePair(a: Uint32Array, b: Uint32Array): boolean {
  for (let word = 0; word < ID_WORDS + CONTENTS_WORDS; word++) if (a[word] !== b[word]) return false;
  return true;
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

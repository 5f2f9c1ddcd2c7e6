import { FactRow, ROW_WORDS } from './fact-row.js';

/**
 * Calls a function with all rows, each with its second part if it has one. The row is valid until the function returns. A generator
 * takes longer for each row than what is done with it.
 */
export function eachWholeRow(blocks: Iterable<Uint32Array>, call: (row: FactRow) => void): void {
  const record = new FactRow();
  const pair = new Uint32Array(2 * ROW_WORDS);
  let isHalf = false;
  for (const words of blocks) {
    for (let at = 0; at < words.length; ) {
      if (isHalf) {
        pair.set(words.subarray(at, at + ROW_WORDS), ROW_WORDS);
        isHalf = false;
        at += ROW_WORDS;
        call(record.moveTo(pair, 0));
        continue;
      }
      const { length } = record.moveTo(words, at);
      if (at + length > words.length) {
        pair.set(words.subarray(at, at + ROW_WORDS));
        isHalf = true;
        at += ROW_WORDS;
        continue;
      }
      call(record);
      at += length;
    }
  }
}

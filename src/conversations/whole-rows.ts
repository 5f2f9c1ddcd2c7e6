import { FactRow, ROW_WORDS } from './fact-row.js';

/** All rows, each with its second part if it has one. The array is valid until the next one is asked for. */
export function* wholeRows(blocks: Iterable<Uint32Array>): Generator<FactRow> {
  const record = new FactRow();
  const pair = new Uint32Array(2 * ROW_WORDS);
  let isHalf = false;
  for (const words of blocks) {
    for (let at = 0; at < words.length; ) {
      if (isHalf) {
        pair.set(words.subarray(at, at + ROW_WORDS), ROW_WORDS);
        isHalf = false;
        at += ROW_WORDS;
        yield record.moveTo(pair, 0);
        continue;
      }
      const { length } = record.moveTo(words, at);
      if (at + length > words.length) {
        pair.set(words.subarray(at, at + ROW_WORDS));
        isHalf = true;
        at += ROW_WORDS;
        continue;
      }
      yield record;
      at += length;
    }
  }
}

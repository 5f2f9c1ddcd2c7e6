// The scanner: reads the bytes of records and finds the rules that may have findings in them.

import {
  ANSWER_COLUMN,
  ANSWER_END,
  ANSWER_LINE,
  ANSWER_MASK,
  ANSWER_START,
  HARD_FACTS,
  MAX_ANSWERS,
  NEAR_HASH,
  NEAR_SIZE,
  NEAR_USED,
  ODD_TEXT,
  SLOT_HASH,
  SLOT_KEY,
  SLOT_LENGTH,
  SLOT_SIZE,
} from '../layout';
import { begin, mask, setFuture } from './answer';
import { answerAt, find, hashOf, lineEnd, textEndOfLine } from './bytes';
import { setWanted } from './contents-hash';
import { beginUnits, storeFacts } from './facts';
import { storeFaults } from './faults';
import { contents, readRecord } from './record';

/** Where the last scan stopped, and how many lines end before that. */
export let stoppedAt: u32 = 0;
export let lines: u32 = 0;

/** The slot of a key in a table, made if there is none; its bytes must not be moved. */
export function slotFor(table: u32, tableMask: u32, key: u32, length: u32): u32 {
  const hash = hashOf(key, length);
  const known = find(table, tableMask, hash, key, length);
  if (known !== 0) return known;
  let index = <u32>hash & tableMask;
  while (load<u32>(table + index * SLOT_SIZE + SLOT_KEY) !== 0) index = (index + 1) & tableMask;
  const slot = table + index * SLOT_SIZE;
  store<u64>(slot + SLOT_HASH, hash);
  store<u32>(slot + SLOT_KEY, key);
  store<u32>(slot + SLOT_LENGTH, length);
  return slot;
}

/** The slot of a name in normal form in a table of near-misses, made if there is none. */
export function nearSlotFor(table: u32, tableMask: u32, key: u32, length: u32): u32 {
  const hash = hashOf(key, length);
  for (let index = <u32>hash & tableMask; true; index = (index + 1) & tableMask) {
    const slot = table + index * NEAR_SIZE;
    if (load<u32>(slot + NEAR_USED) !== 0 && load<u64>(slot + NEAR_HASH) !== hash) continue;
    store<u64>(slot + NEAR_HASH, hash);
    store<u32>(slot + NEAR_USED, 1);
    return slot;
  }
}

function isBlank(start: u32, end: u32): bool {
  for (let at = start; at < end; at++) {
    const byte = load<u8>(at);
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  }
  return true;
}

/** Writes what the answer about a record has beside what was found while it was read. */
function finish(index: u32, start: u32, end: u32, column: u32, enabled: u32): void {
  const at = answerAt(index);
  store<u32>(at + ANSWER_START, start);
  store<u32>(at + ANSWER_END, end);
  store<u32>(at + ANSWER_LINE, lines);
  store<u32>(at + ANSWER_COLUMN, column);
  store<u32>(at + ANSWER_MASK, mask);
  const isAccepted = (mask & enabled) === 0;
  // Facts are needed if HARD_FACTS is enabled, also those of a record that needs the full check, if they are known.
  const wantsFacts = (enabled & HARD_FACTS) !== 0 && (isAccepted || (mask & (HARD_FACTS | ODD_TEXT)) === 0);
  if (wantsFacts || !isAccepted) beginUnits(start, end);
  if (!isAccepted) storeFaults(at);
  if (wantsFacts) storeFacts(at, end, contents);
}

/**
 * Scans the lines from `start` to `end`, which all end with a line feed, as far as there is room for answers;
 * `stoppedAt` is where to go on. Returns the number of answers. `enabled`: the bits of the rules that are on;
 * `futureFrom`: seconds since 1970.
 */
export function scanLines(start: u32, end: u32, enabled: u32, futureFrom: f64): u32 {
  setFuture(futureFrom);
  setWanted((enabled & HARD_FACTS) !== 0);
  let count: u32 = 0;
  let at = start;
  lines = 0;
  while (at < end && count < <u32>MAX_ANSWERS) {
    const from = load<u8>(at) === 0x1e ? at + 1 : at;
    begin(answerAt(count));
    let to = readRecord(from, 0);
    // Only an odd text has to be searched for its end.
    if (to === 0) to = textEndOfLine(from, lineEnd(from, end));
    if (!isBlank(from, to)) finish(count++, from, to, from - at + 1, enabled);
    lines++;
    at = load<u8>(to) === 0x0a ? to + 1 : to + 2;
  }
  stoppedAt = at;
  return count;
}

/** Scans one record, which may contain line breaks. */
export function scanOne(start: u32, end: u32, enabled: u32, futureFrom: f64): void {
  setFuture(futureFrom);
  setWanted((enabled & HARD_FACTS) !== 0);
  lines = 0;
  begin(answerAt(0));
  store<u8>(end, 0);
  readRecord(start, end);
  finish(0, start, end, 1, enabled);
}

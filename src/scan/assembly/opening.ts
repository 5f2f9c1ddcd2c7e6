// How records begin: nearly all records of a log with `{"type":"track","event":"`, in the same bytes. What is known of the type and the
// event of such a record, it need not read again.
import {
  NAMES,
  NAMES_MASK,
  OPENING_CALL,
  OPENING_LENGTH,
  OPENING_NUMBER,
  OPENING_TEXT,
  SLOT_OPENING,
  SLOT_OPENING_CONTENTS,
  SLOT_OPENING_SEEN,
  STRING,
} from '../layout';
import { find, hashOf, isSame } from './bytes';
import { isEscaped, kind, readString, textEnd, textStart } from './tokens';

const MAX_LENGTH: u32 = 64;

/** The slot in a table with the last string as its key; 0 if there is none. */
export function slotOfText(table: u32, tableMask: u32): u32 {
  if (kind !== STRING || isEscaped || textEnd === textStart) return 0;
  const length = textEnd - textStart;
  return find(table, tableMask, hashOf(textStart, length), textStart, length);
}

/**
 * The slot of the event’s name, which is the last string then, of a record that begins as one with the same name did; 0 if it
 * does not.
 */
export function slotOfOpening(brace: u32): u32 {
  const length = load<u32>(OPENING_LENGTH);
  if (length === 0 || !isSame(brace, OPENING_TEXT, length) || readString(brace + length) === 0) return 0;
  const slot = slotOfText(NAMES, NAMES_MASK);
  return slot !== 0 && load<u32>(slot + SLOT_OPENING) === load<u32>(OPENING_NUMBER) ? slot : 0;
}

/** The slot of the call of the records that begin in this way. */
export function callOfOpening(): u32 {
  return load<u32>(OPENING_CALL);
}

/**
 * Keeps what is known of a record when its event was read, behind its type and nothing else.
 * @param event the place of the event’s name
 */
export function keepOpening(brace: u32, event: u32, call: u32, name: u32, seen: u64, contents: u64): void {
  const length = event - brace;
  if (length > MAX_LENGTH) return;
  if (length !== load<u32>(OPENING_LENGTH) || !isSame(brace, OPENING_TEXT, length)) {
    memory.copy(OPENING_TEXT, brace, length);
    store<u32>(OPENING_LENGTH, length);
    store<u32>(OPENING_CALL, call);
    // What is kept in the slots of names belongs to another one from now on.
    store<u32>(OPENING_NUMBER, load<u32>(OPENING_NUMBER) + 1);
  }
  store<u32>(name + SLOT_OPENING, load<u32>(OPENING_NUMBER));
  store<u64>(name + SLOT_OPENING_SEEN, seen);
  store<u64>(name + SLOT_OPENING_CONTENTS, contents);
}

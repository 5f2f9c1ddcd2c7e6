import type { Call } from '../../schema/event-schema.js';
import { CALLS } from '../../schema/event-schema.js';

// A row: what is kept of a record with a `messageId` at its top level, in 32-bit words.

/** The hashes of the id and of the contents, 64 bits each. */
export const ID = 0;
export const CONTENTS = 2;
/** The number of the file in the order in which the files were given, and that of the record in the file. */
export const FILE = 4;
export const RECORD = 5;
/** Where the value stands. A line may be longer than 32 bits tell. */
export const LINE = 6;
export const COLUMN = 7;
export const COLUMN_HIGH = 8;
/** How many UTF-16 units the value has, its quotes included. */
export const UNITS = 9;
/** The number of the event's name. */
export const NAME = 10;
/** Whether the record has no error of its own, and from FIRST_CALL_BIT on the number of its call. */
export const BITS = 11;

export const IS_VALID = 1;
const FIRST_CALL_BIT = 1;

export const ROW_WORDS = 12;

/** The word BITS of a row. */
export function bitsOf(call: Call, isValid: boolean): number {
  return (isValid ? IS_VALID : 0) | (CALLS.indexOf(call) << FIRST_CALL_BIT);
}

/** The call of a row. */
export function callOf(row: Uint32Array): Call {
  return CALLS[(row[BITS] as number) >>> FIRST_CALL_BIT] ?? 'track';
}

/** Whether two rows have the same id. */
export function isSameId(rows: Uint32Array, a: number, b: number): boolean {
  return rows[a + ID] === rows[b + ID] && rows[a + ID + 1] === rows[b + ID + 1];
}

/** Whether two rows have the same contents. */
export function isSameContents(rows: Uint32Array, a: number, b: number): boolean {
  return rows[a + CONTENTS] === rows[b + CONTENTS] && rows[a + CONTENTS + 1] === rows[b + CONTENTS + 1];
}

/** The column of the value of a row. */
export function columnOf(rows: Uint32Array, at: number): number {
  return (rows[at + COLUMN_HIGH] as number) * 2 ** 32 + (rows[at + COLUMN] as number);
}

// What is kept of a conversation, in numbers. A place is four of them: file, record, line (0 if there is none), column.
/** How many numbers are kept of a conversation: two lines of the processor's cache. */
export const STATE_WIDTH = 32;

export const FIRST = 0;
export const START = 4;
export const END = 8;
/** The first user: where it was seen, and its hash. */
export const USER_AT = 12;
export const USER = 16;
export const TURN = 20;
export const MESSAGES = 21;
export const REPEATED = 22;
export const MESSAGES_AT_START = 23;
export const REPEATED_AT_START = 24;
export const SIZE = 25;
export const SLOTS = 26;
export const FLAGS = 27;
/** The record with the latest timestamp. */
export const LATEST = 28;

/** Where in a place its line stands. */
export const LINE = 2;

export const HAS_GAP = 1;
export const HAS_NEAR_MESSAGE = 2;
export const HAS_NEAR_END = 4;
export const IS_PARTIAL = 8;
export const IS_FRESH = 16;

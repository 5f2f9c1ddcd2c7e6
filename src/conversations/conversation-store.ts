import type { Place } from '../problem/problem.js';
import type { FileNames } from './file-names.js';
import type { MessageIds } from './message-ids.js';

/** How many numbers a story is made of: two lines of the processor’s cache. */
export const STATE_WIDTH = 32;

/** Where a record begins; its file by number. */
export interface NumberedPlace {
  readonly file: number;
  readonly record: number;
  readonly line: number;
  readonly column: number;
}

/** The last record of a conversation, and what that may be called; of a very long id nothing is kept to call it by. */
export interface LastRecord {
  readonly place: Place;
  readonly isValid: boolean;
  readonly id: string | undefined;
}

/** What all stories share. */
export interface ConversationStore {
  readonly numbers: Uint32Array;
  /** Of each story the latest moment, in milliseconds since 1970, if moments are passed. */
  readonly latestTimes: Float64Array;
  readonly messageIds: MessageIds;
  readonly fileNames: FileNames;
  /** What few conversations have, by their serial: further users; the last record, if it was noted. */
  readonly furtherUsers: Map<number, readonly string[]>;
  readonly last: Map<number, LastRecord>;
}

/** Makes room for so many stories. What is not used yet takes no memory: the system gives it when it is written to. */
export function createStore(capacity: number, messageIds: MessageIds, fileNames: FileNames): ConversationStore {
  const numbers = new Uint32Array(capacity * STATE_WIDTH);
  const latestTimes = new Float64Array(capacity);
  return { numbers, latestTimes, messageIds, fileNames, furtherUsers: new Map(), last: new Map() };
}

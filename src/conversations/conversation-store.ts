import type { Place } from '../problem/problem.js';
import type { FileNames } from './file-names.js';
import { FurtherUsers } from './further-users.js';
import type { MessageIds } from './message-ids.js';
import { Places } from './places.js';
import { STATE_WIDTH } from './state-fields.js';

/** The last record of a conversation. A very long conversation id is not kept. */
export interface LastRecord {
  readonly place: Place;
  readonly fileIndex: number;
  readonly isValid: boolean;
  readonly id: string | undefined;
}

/** What is known of all conversations; those are numbered by their serials. */
export interface ConversationStore {
  /** `STATE_WIDTH` numbers for each; `state-fields.ts` says what they are. */
  readonly numbers: Uint32Array;
  readonly places: Places;
  /** The latest timestamp of each, in milliseconds since 1970, if a rule reads times. */
  readonly latestTimes: Float64Array;
  readonly messageIds: MessageIds;
  readonly fileNames: FileNames;
  readonly furtherUsers: FurtherUsers;
  /** The last record of each, if it was noted. */
  readonly last: Map<number, LastRecord>;
}

/** Reserves memory for `capacity` conversations. Unused parts take none: the system gives it when it is written to. */
export function createStore(capacity: number, messageIds: MessageIds, fileNames: FileNames): ConversationStore {
  const numbers = new Uint32Array(capacity * STATE_WIDTH);
  return {
    numbers,
    places: new Places(numbers),
    latestTimes: new Float64Array(capacity),
    messageIds,
    fileNames,
    furtherUsers: new FurtherUsers(),
    last: new Map(),
  };
}

import { Failure } from '../../failure.js';
import type { Hash64 } from '../../record/hash-64.js';
import { hashBytes } from '../../record/hash-64.js';
import { TemporaryFiles } from '../../spill/temporary-files.js';
import * as word from './message-id-row.js';
import type { MessageIdTotals } from './message-id-rows.js';
import { DEFAULT_MEMORY, MessageIdRows } from './message-id-rows.js';

/** A delivery does not need its rows soon: what is beyond 4 MB waits in a file. */
const MEMORY = { ...DEFAULT_MEMORY, rowBytes: 4 * 1024 * 1024 };

/**
 * Counts different message ids, and the events that share one with another event and differ from it, in bounded memory. Where no
 * temporary file can be written, it gives up: a count is no reason to end a delivery.
 */
export class MessageIdCounts {
  #rows: MessageIdRows | undefined = new MessageIdRows(new TemporaryFiles(), MEMORY);
  #count = 0;

  /** Adds an event. @param contents the hash of its record, see `hashContents` */
  add(messageId: string, contents: Hash64): void {
    if (this.#rows === undefined) return;
    const text = Buffer.from(messageId);
    const hash = { low: 0, high: 0 };
    hashBytes(text, 0, text.length, hash);
    const at = this.#orGiveUp((rows) => rows.rowFor(hash.high));
    const rows = this.#rows?.rows;
    if (at === undefined || rows === undefined) return;
    rows.fill(0, at, at + word.ROW_WORDS);
    rows[at + word.ID] = hash.low;
    rows[at + word.ID + 1] = hash.high;
    rows[at + word.CONTENTS] = contents.low;
    rows[at + word.CONTENTS + 1] = contents.high;
    // Its place in the order.
    rows[at + word.RECORD] = this.#count++;
  }

  /** The counts; undefined if it gave up. Nothing can be added afterwards. */
  totals(): MessageIdTotals | undefined {
    return this.#orGiveUp((rows) => rows.totals());
  }

  #orGiveUp<Result>(call: (rows: MessageIdRows) => Result): Result | undefined {
    try {
      return this.#rows && call(this.#rows);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.#rows?.close();
      this.#rows = undefined;
      return undefined;
    }
  }
}

import type { RawRecord } from '../record/record.js';
import type { AcceptedRecords } from './accepted-records.js';

/** A record that needs the full check, but whose facts the scanner extracted all the same: its text is JSON without doubt. */
export interface DeclinedRecord {
  readonly kind: 'declined';
  readonly raw: RawRecord;
  /** The answer about it, as a run of one record. Its name means nothing. */
  readonly facts: AcceptedRecords;
}

/** What the lines of a log are cut into with the scanner. */
export type ScannedItem = RawRecord | AcceptedRecords | DeclinedRecord;

import type { RawRecord } from '../record/record.js';
import type { AcceptedRecords } from './accepted-records.js';

/** A record that needs the full check, though its text is JSON without doubt. */
export interface DeclinedRecord {
  readonly kind: 'declined';
  readonly raw: RawRecord;
  /** The scanner's answer about it, as a run of one record. If it has no key of findings, its name means nothing. */
  readonly answer: AcceptedRecords;
  /** Whether the answer has all facts of the record. */
  readonly hasFacts: boolean;
}

/** What the lines of a log are cut into with the scanner. */
export type ScannedItem = RawRecord | AcceptedRecords | DeclinedRecord;

import type { RawRecord } from '../record/record.js';
import type { AcceptedRecords } from './accepted-records.js';

/** A record that needs the full check, though its text is JSON without doubt. */
export interface DeclinedRecord {
  readonly kind: 'declined';
  readonly raw: RawRecord;
  /** The scanner's answer about it, as a run of one record. Its name means nothing. */
  readonly answer: AcceptedRecords;
}

/** Consecutive records with keys of findings: each needs the full check only if no record with its key was checked before. */
export interface KeyedRecords {
  readonly kind: 'keyed';
  readonly run: AcceptedRecords;
  readonly count: number;
}

/** What a scanner cuts lines into, besides records of which it knows nothing. */
export type ScannedRecords = AcceptedRecords | DeclinedRecord | KeyedRecords;

/** What the lines of a log are cut into with the scanner. */
export type ScannedItem = RawRecord | ScannedRecords;

import type { Hash64 } from '../record/hash-64.js';
import { parseRecord } from '../record/parse-record.js';
import type { RawRecord } from '../record/record.js';
import type { AcceptedRecords } from '../scan/accepted-records.js';
import { CONTENTS_HASH_WORD, TOP_MESSAGE_LENGTH_WORD } from '../scan/answer-words.js';
import type { CheckedRecord } from './check-record.js';
import { NO_PROBLEMS } from './check-record.js';
import type { CheckResult } from './check-result.js';
import { rebuildValue } from './check-result.js';
import type { Sink } from './check-sources.js';

const NO_FINDINGS: CheckedRecord['findings'] = [];

/** The result for a record with its value. If it came without it, the record is parsed again, and its findings are not known. */
function wholeRecord(result: CheckResult): CheckedRecord {
  if (result.kind !== 'unbuilt') return result;
  const { raw, call, event, valid, problems } = result;
  return { raw, value: rebuildValue(result), call, event, valid, findings: NO_FINDINGS, problems };
}

/** The hash of a record's contents; see `hashContents`. The scanner makes it of records with a `messageId`. */
function contentsOf({ words }: AcceptedRecords, answer: number): Hash64 | undefined {
  if (words[answer + TOP_MESSAGE_LENGTH_WORD] === 0) return undefined;
  return { low: words[answer + CONTENTS_HASH_WORD] as number, high: words[answer + CONTENTS_HASH_WORD + 1] as number };
}

/**
 * A sink that needs the values of records, behind a fast path whose scanner makes their facts: records that it accepted are
 * parsed, and not checked.
 */
export abstract class WholeRecordSink implements Sink<CheckResult> {
  write(result: CheckResult): void {
    if (this.isWanted(result.raw)) this.writeWhole(wholeRecord(result));
  }

  writeAccepted(run: AcceptedRecords, from: number, to: number): void {
    for (let index = from; index < to; index++) {
      const raw = run.rawOf(index);
      if (!this.isWanted(raw)) continue;
      const { call, event } = run.nameOf(index);
      const { value } = parseRecord(raw);
      this.writeWhole(
        { raw, value, call, event, valid: true, findings: NO_FINDINGS, problems: NO_PROBLEMS },
        contentsOf(run, run.wordOf(index)),
      );
    }
  }

  /** Whether `writeWhole` is called with a record; called with each record once, in their order. */
  protected abstract isWanted(raw: RawRecord): boolean;

  /** @param contents the hash of the record's contents, if it is known; see `hashContents` */
  protected abstract writeWhole(record: CheckedRecord, contents?: Hash64): void;
}

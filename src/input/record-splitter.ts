import type { RawRecord } from '../record/record.js';

/** Cuts a stream of bytes into records. Whatever it returns from `push` and `end` is in the order of the stream. */
export interface RecordSplitter<Run = never> {
  /** Returns the records that are complete with the next bytes. The chunk belongs to the splitter. */
  push(chunk: Buffer): (RawRecord | Run)[];
  /** Ends the stream; returns what was still open. */
  end(): (RawRecord | Run)[];
}

/** What both splitters need to know. */
export interface SplitterOptions {
  /** The file as problems name it. */
  readonly file: string;
  /** The longest record that is read, in bytes; of a longer one nothing is held. */
  readonly maxRecordSize: number;
}

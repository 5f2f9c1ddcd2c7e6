import { setImmediate } from 'node:timers/promises';
import type { Layout } from '../input/detect-format.js';
import type { ReadOptions, RecordBatch } from '../input/read-records.js';
import { readRecords } from '../input/read-records.js';
import type { Source, TextForm } from '../input/text-chunks.js';
import { LINE_FEED } from '../record/json-units.js';
import type { RawRecord } from '../record/record.js';
import type { FixedRecord, FixRecord } from './fix-record.js';
import { HeldText } from './held-text.js';
import { ShiftedPlaces } from './shifted-places.js';

/** Where the text of a result goes, piece by piece. */
export interface FixedText {
  /** Called first, with how the text is packed and laid out. */
  begin(form: FixedForm): void;
  write(piece: Buffer): void;
  /** Called after each chunk; reading goes on when the promise resolves. */
  drain(): Promise<void> | undefined;
}

/** How a text is packed, whether it begins with a byte order mark, and how its records are laid out. */
export type FixedForm = TextForm & { readonly layout: Layout };

export const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** How a source is fixed. */
export interface FixSourceOptions {
  readonly read: ReadOptions;
  readonly fix: FixRecord;
  readonly text: FixedText;
  /** Called with each record, in the order of the log. */
  readonly onRecord: (record: FixedRecord) => void;
  /** Called with the number of bytes of text that were read. */
  readonly onText: (bytes: number) => void;
  /** Called between chunks; true ends the run early. */
  readonly stopped: () => boolean;
}

/** After so many milliseconds at most, signals are looked at, but never within a record. */
const TURN_MS = 50;

/** A line may have a record separator before and a carriage return after its record. */
const AROUND_A_LINE = 2;

/** The batches of a source; calls `onFailure` before it throws that the source cannot be read on. */
async function* untilFailure(batches: AsyncGenerator<RecordBatch>, onFailure: () => void): AsyncGenerator<RecordBatch> {
  try {
    yield* batches;
  } catch (error) {
    onFailure();
    throw error;
  }
}

/**
 * Fixes a source record by record. Its text is written byte for byte, except for the records that were fixed; places in
 * problems are those of the result. Holds at most the longest record and one chunk of the text.
 * @throws {Failure} if it cannot be read to its end: after the text that could be read was written.
 */
export async function fixSource(source: Source, options: FixSourceOptions): Promise<void> {
  const { read, fix, text, onRecord, onText, stopped } = options;
  const held = new HeldText();
  const places = new ShiftedPlaces();
  const release = (place: number): void => {
    for (const piece of held.removeTo(place)) text.write(piece);
  };
  let layout: Layout | undefined;
  const onForm: ReadOptions['onForm'] = (form) => {
    layout = form.layout;
    text.begin(form);
  };
  /** Fixes a record and writes it with what stands before it; returns where it ends in the text. */
  const fixOne = (raw: RawRecord): number => {
    const shifted = places.shifted(raw);
    const record = fix(shifted);
    onRecord(record);
    const { bytes } = record.checked.raw;
    if (raw.offset === undefined) return 0;
    const end = raw.offset + raw.bytes.length;
    if (record.fixes.length > 0) {
      release(raw.offset);
      held.removeTo(end);
      text.write(bytes);
      places.changed(raw, shifted, bytes);
    } else if (layout === 'document') release(end);
    return end;
  };
  let turned = performance.now();
  for await (const batch of untilFailure(readRecords(source, { ...read, onForm }), () => release(held.end))) {
    onText(batch.text.length);
    held.push(batch.text);
    for (const raw of batch.records) {
      const end = fixOne(raw);
      if (performance.now() - turned < TURN_MS) continue;
      await setImmediate();
      turned = performance.now();
      if (stopped()) {
        release(end);
        return;
      }
    }
    // Whole lines are written at once: a reader of a pipe may wait for them.
    const feed = layout === 'lines' ? batch.text.lastIndexOf(LINE_FEED) : -1;
    if (feed !== -1) release(held.end - batch.text.length + feed + 1);
    // A record that begins further back is too large to be read.
    release(held.end - read.maxRecordSize - AROUND_A_LINE);
    await text.drain();
    if (stopped()) return;
  }
  release(held.end);
}

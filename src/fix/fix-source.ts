import { Failure } from '../failure.js';
import type { Layout } from '../input/detect-format.js';
import type { ReadOptions } from '../input/read-records.js';
import { readRecords } from '../input/read-records.js';
import type { Source, TextForm } from '../input/text-chunks.js';
import { LINE_FEED } from '../record/json-units.js';
import { safeName } from '../text/safe-name.js';
import type { FixedRecord, FixRecord } from './fix-record.js';
import { HeldText } from './held-text.js';
import { ShiftedPlaces } from './shifted-places.js';

/** Takes the text of a result, piece by piece. */
export interface FixedText {
  /** Hears first of what the text came in, and how its records are told apart. */
  begin(form: TextForm & { readonly layout: Layout }): void;
  write(piece: Buffer): void;
  /** Asked after each stretch; what follows waits for the promise. */
  settle(): Promise<void> | undefined;
}

/** How a source is fixed. */
export interface FixSourceOptions {
  readonly read: ReadOptions;
  readonly fix: FixRecord;
  readonly text: FixedText;
  /** Hears of each record, in the order of the log. */
  readonly onRecord: (record: FixedRecord) => void;
  /** Hears how many bytes of text were read. */
  readonly onText: (bytes: number) => void;
  /** Asked between stretches; true ends the run early. */
  readonly stopped: () => boolean;
}

/** A line may have a record separator before and a carriage return after its record. */
const AROUND_A_LINE = 2;

/**
 * Fixes a source record by record. All of its text goes on, byte for byte, but for the records that were fixed; places in
 * problems are those of the result. Holds no more than the longest record and a stretch of the text.
 * @throws {Failure} if it cannot be read.
 */
export async function fixSource(source: Source, options: FixSourceOptions): Promise<void> {
  const { read, fix, text, onRecord, onText, stopped } = options;
  const held = new HeldText();
  const places = new ShiftedPlaces();
  const release = (place: number): void => {
    for (const piece of held.takeTo(place)) text.write(piece);
  };
  let layout: Layout | undefined;
  const onForm: ReadOptions['onForm'] = (form) => {
    layout = form.layout;
    text.begin(form);
  };
  for await (const batch of readRecords(source, { ...read, onForm })) {
    onText(batch.text.length);
    held.push(batch.text);
    for (const raw of batch.records) {
      const shifted = places.shifted(raw);
      const record = fix(shifted);
      onRecord(record);
      const { bytes } = record.checked.raw;
      if (raw.offset === undefined) continue;
      const end = raw.offset + raw.bytes.length;
      if (record.fixes.length > 0) {
        release(raw.offset);
        held.takeTo(end);
        text.write(bytes);
        places.changed(raw, shifted, bytes);
      } else if (layout === 'document') release(end);
    }
    // Whole lines go on at once, since somebody may wait for them.
    const feed = layout === 'lines' ? batch.text.lastIndexOf(LINE_FEED) : -1;
    if (feed !== -1) release(held.end - batch.text.length + feed + 1);
    // What begins further back is too large to be a record that is read.
    release(held.end - read.maxRecordSize - AROUND_A_LINE);
    await text.settle();
    if (stopped()) return;
  }
  release(held.end);
}

/**
 * Several logs that become one, each going on where the one before it ends, on a line of its own. One JSON document cannot
 * be joined with others: it is refused before any of it is written.
 */
export function joinedText(
  count: number,
  names: () => string,
  { write, settle }: Pick<FixedText, 'write' | 'settle'>,
): FixedText {
  let last: number | undefined;
  return {
    begin({ byteOrderMark, layout }) {
      if (count > 1 && layout === 'document') {
        throw new Failure(
          'bad-usage',
          `${safeName(names())} is one JSON document, and cannot be joined with other logs`,
          {
            hint: 'fix it by itself, or each file in its place with --in-place',
          },
        );
      }
      if (last === undefined && byteOrderMark) write(Buffer.from([0xef, 0xbb, 0xbf]));
      if (last !== undefined && last !== LINE_FEED) write(Buffer.from('\n'));
    },
    write(piece) {
      if (piece.length > 0) last = piece[piece.length - 1];
      write(piece);
    },
    settle,
  };
}

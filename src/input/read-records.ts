import type { RawRecord } from '../record/record.js';
import type { Layout } from './detect-format.js';
import { DocumentProbe, detectLayout, layoutOfLongLine, startsLikeDocument } from './detect-format.js';
import { isLineFile } from './log-names.js';
import { LookAhead } from './look-ahead.js';
import type { RecordSplitter } from './record-splitter.js';
import { DocumentSplitter } from './split-document.js';
import type { LineCutter } from './split-lines.js';
import { LineSplitter } from './split-lines.js';
import type { Source, TextForm } from './text-chunks.js';
import { textChunks } from './text-chunks.js';

/** The values of `--input-format`. */
export const INPUT_FORMATS = ['auto', 'json', 'ndjson'] as const;
export type InputFormat = (typeof INPUT_FORMATS)[number];

/** How records are read. */
export interface ReadOptions {
  readonly inputFormat: InputFormat;
  /** The longest record that is read, in bytes. */
  readonly maxRecordSize: number;
  /** Default: true. Whether the bytes of a record are kept beyond its batch. */
  readonly keepsBytes?: boolean;
  /** Called with the number of raw bytes as they are read (before unpacking). */
  readonly onRead?: (bytes: number) => void;
  /** How many lines and records of the file come before the text. Default: none. */
  readonly before?: { readonly lines: number; readonly records: number };
  /** Called before the first record with how the text is packed, and how its records are found. */
  readonly onForm?: (form: TextForm & { readonly layout: Layout }) => void;
}

/** The default of `maxRecordSize`: 16 MiB. */
export const DEFAULT_MAX_RECORD_SIZE = 16 * 1024 * 1024;

/** The engine cannot hold longer texts as one string (its own limit is 2^29 - 24 units). */
export const MAX_MAX_RECORD_SIZE = 500_000_000;

/** The cutter for the next chunk of text in lines, of so many bytes; undefined for none. */
export type CutterFor<Run> = (bytes: number) => LineCutter<Run> | undefined | Promise<LineCutter<Run> | undefined>;

/** A stretch of a source's text, and the records that it completes. */
export interface RecordBatch<Run = never> {
  readonly records: readonly (RawRecord | Run)[];
  readonly text: Buffer;
  /** To be called when the records are no longer needed: their memory is then used again. */
  readonly release?: () => void;
}

/** Whether a file that should hold one record per line holds pretty-printed documents; reads it through to be sure. */
async function isDocument(source: Source, text: LookAhead, maxRecordSize: number): Promise<boolean> {
  if ((await text.until(startsLikeDocument, () => false)) === false) return false;
  const probe = new DocumentProbe(maxRecordSize);
  if (source.rereadable) {
    try {
      for await (const chunk of textChunks(source)) {
        probe.push(chunk);
        if (probe.failed) return false;
      }
    } catch {
      // A text that cannot be read to its end is read in lines. Reading its records throws the failure again.
      return false;
    }
    return probe.end();
  }
  // A stream cannot be read twice. Beyond what can be held, it is read as its name says, in lines.
  for (const chunk of text.held) probe.push(chunk);
  for (let chunk = await text.more(); chunk !== undefined; chunk = await text.more()) {
    probe.push(chunk);
    if (probe.failed || text.isFull) return false;
  }
  return probe.end();
}

/** How the records of a source are found; `refused` if they are pretty-printed though its name promises lines. */
async function layoutOf(source: Source, text: LookAhead, options: ReadOptions): Promise<Layout | 'refused'> {
  const { inputFormat, maxRecordSize } = options;
  if (source.range !== undefined) return 'lines';
  if (inputFormat === 'json') return 'document';
  if (inputFormat !== 'ndjson' && !isLineFile(source.name)) return text.until(detectLayout, layoutOfLongLine);
  return (await isDocument(source, text, maxRecordSize)) ? 'refused' : 'lines';
}

const NO_TEXT: Buffer = Buffer.alloc(0);

/** The one fault of documents that are not read, and their text. */
async function* refusedDocument(file: string, text: LookAhead): AsyncGenerator<RecordBatch> {
  const fault = { kind: 'document-among-lines' } as const;
  yield { records: [{ file, number: 1, bytes: NO_TEXT, line: 1, column: 1, fault }], text: NO_TEXT };
  for await (const chunk of text.all()) yield { records: [], text: chunk };
}

/** Cuts a text into records, chunk by chunk. An error of the text comes behind the last record, whether it is complete or not. */
async function* recordBatches<Run>(
  text: LookAhead,
  splitter: RecordSplitter<Run>,
  cut: (chunk: Buffer) => RecordBatch<Run> | Promise<RecordBatch<Run>>,
): AsyncGenerator<RecordBatch<Run>> {
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const chunk of text.all()) yield await cut(chunk);
  } catch (error) {
    failure = { error };
  }
  yield { records: splitter.end(), text: NO_TEXT };
  if (failure !== undefined) throw failure.error;
}

/**
 * Reads the records of a source in order, in bounded memory: a batch for each chunk of its text. The layout is detected from the
 * content; `.ndjson`, `.jsonl`, `.ldjson` or `.jsonlines` in the name say that every line is a record.
 * @throws {Failure} if the source cannot be read or is no text: after the records of all that could be read.
 */
export async function* readRecords<Run = never>(
  source: Source,
  options: ReadOptions,
  cutterFor?: CutterFor<Run>,
): AsyncGenerator<RecordBatch<Run>> {
  const { maxRecordSize, keepsBytes = true } = options;
  const splitterOptions = { file: source.name, maxRecordSize };
  let form: TextForm = { packed: false, byteOrderMark: false };
  const onForm = (found: TextForm): void => {
    form = found;
  };
  const text = new LookAhead(textChunks(source, options.onRead, onForm));
  try {
    const layout = await layoutOf(source, text, options);
    // Where the layout did not have to be looked for, nothing has been read yet.
    if (text.held.length === 0) await text.more();
    options.onForm?.({ ...form, layout: layout === 'lines' ? 'lines' : 'document' });
    if (layout === 'refused') yield* refusedDocument(source.name, text);
    else if (layout === 'document') {
      const splitter = new DocumentSplitter(splitterOptions);
      yield* recordBatches<Run>(text, splitter, (chunk) => ({ records: splitter.push(chunk), text: chunk }));
    } else {
      const splitter = new LineSplitter<Run>({ ...splitterOptions, copiesPieces: !keepsBytes }, options.before);
      yield* recordBatches(text, splitter, async (chunk) => {
        const cutter = cutterFor?.(chunk.length);
        splitter.cutter = cutter instanceof Promise ? await cutter : cutter;
        const records = splitter.push(chunk);
        const freeRecords = splitter.cutter?.handOver?.();
        const release = (): void => {
          if (!keepsBytes) source.recycle?.(chunk);
          freeRecords?.();
        };
        return { records, text: chunk, release };
      });
    }
  } finally {
    // The form may be refused before anything was read on.
    await text.close();
  }
}

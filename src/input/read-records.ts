import type { RawRecord } from '../record/record.js';
import type { Layout } from './detect-format.js';
import { DocumentProbe, detectLayout, layoutOfLongLine, startsLikeDocument } from './detect-format.js';
import { isLineFile } from './log-names.js';
import { DocumentSplitter } from './split-document.js';
import type { LineCutter } from './split-lines.js';
import { LineSplitter } from './split-lines.js';
import type { Source, TextForm } from './text-chunks.js';
import { textChunks } from './text-chunks.js';

/** What `--input-format` takes. */
export const INPUT_FORMATS = ['auto', 'json', 'ndjson'] as const;
export type InputFormat = (typeof INPUT_FORMATS)[number];

/** How records are read. */
export interface ReadOptions {
  readonly inputFormat: InputFormat;
  /** The longest record that is read, in bytes. */
  readonly maxRecordSize: number;
  /** Default: true. Whether somebody keeps the bytes of a record when its batch is done with. */
  readonly keepsBytes?: boolean;
  /** Hears of the raw bytes as they are read (before unpacking). */
  readonly onRead?: (bytes: number) => void;
  /** Hears, before the first record, how the text is packed, and how its records are told apart. */
  readonly onForm?: (form: TextForm & { readonly layout: Layout }) => void;
}

/** The longest record that is read unless someone says otherwise: 16 MiB. */
export const DEFAULT_MAX_RECORD_SIZE = 16 * 1024 * 1024;

/** Longer texts than this the engine cannot hold as one string (its own limit is 2^29 - 24 units). */
export const LONGEST_RECORD = 500_000_000;

/** How much of a file is looked at to tell its layout, and held of a stream that may turn out to be a document. */
const LOOK_AHEAD = 16 * 1024 * 1024;

/** Asked for each chunk of text in lines, of so many bytes, who cuts it; undefined if that is not worth the while. */
export type CutterFor<Run> = (bytes: number) => LineCutter<Run> | undefined | Promise<LineCutter<Run> | undefined>;

/** A stretch of a source's text, and the records that it completes. */
export interface RecordBatch<Run = never> {
  readonly records: readonly (RawRecord | Run)[];
  readonly text: Buffer;
  /** Says that nobody looks at the records any more; what they lie in may be used again. */
  readonly release?: () => void;
}

/** A text with its beginning read ahead, to be read from the start again. */
class LookAhead {
  readonly #chunks: AsyncIterator<Buffer>;
  #held: Buffer[] = [];
  #size = 0;
  #ended = false;

  constructor(chunks: AsyncIterator<Buffer>) {
    this.#chunks = chunks;
  }

  /** Reads on until `decide` has an answer; it is asked with all that was read and whether that is all there is. */
  async until<Answer>(
    decide: (text: string, atEnd: boolean) => Answer | undefined,
    tooLong: (text: string) => Answer,
  ): Promise<Answer> {
    for (let asked = 0; ; ) {
      // Asking again for each small chunk of a long line would take quadratic time.
      if (this.#ended || this.#size >= asked * 2) {
        asked = this.#size;
        const answer = decide(Buffer.concat(this.#held).toString(), this.#ended);
        if (answer !== undefined) return answer;
      }
      if (this.#ended || this.isFull) return tooLong(Buffer.concat(this.#held).toString());
      await this.more();
    }
  }

  /** Reads and holds one chunk; undefined at the end. */
  async more(): Promise<Buffer | undefined> {
    const next = await this.#chunks.next();
    if (next.done === true) {
      this.#ended = true;
      return undefined;
    }
    this.#held.push(next.value);
    this.#size += next.value.length;
    return next.value;
  }

  get held(): readonly Buffer[] {
    return this.#held;
  }

  get isFull(): boolean {
    return this.#size > LOOK_AHEAD;
  }

  /** Lets go of what is read. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  /** All of the text, from the start; what was held is let go. */
  async *all(): AsyncGenerator<Buffer> {
    const held = this.#held;
    this.#held = [];
    for (let chunk = held.shift(); chunk !== undefined; chunk = held.shift()) yield chunk;
    for (let next = await this.#chunks.next(); next.done !== true; next = await this.#chunks.next()) yield next.value;
  }
}

/** Whether a file that should hold a record a line is one pretty-printed document; reads it through to be sure. */
async function isDocument(source: Source, text: LookAhead, maxRecordSize: number): Promise<boolean> {
  if ((await text.until(startsLikeDocument, () => false)) === false) return false;
  const probe = new DocumentProbe(maxRecordSize);
  if (source.rereadable) {
    for await (const chunk of textChunks(source)) {
      probe.push(chunk);
      if (probe.failed) return false;
    }
    return probe.end();
  }
  // A stream cannot be read twice. Beyond what can be held, it is what its name says: lines.
  for (const chunk of text.held) probe.push(chunk);
  for (let chunk = await text.more(); chunk !== undefined; chunk = await text.more()) {
    probe.push(chunk);
    if (probe.failed || text.isFull) return false;
  }
  return probe.end();
}

/**
 * Reads the records of a source in order, in bounded memory: a batch for each chunk of its text. What the source holds is
 * detected from its content; `.ndjson`, `.jsonl`, `.ldjson` or `.jsonlines` in its name say that every line is a record.
 * @throws {Failure} if the source cannot be read or is no text.
 */
export async function* readRecords<Run = never>(
  source: Source,
  options: ReadOptions,
  cutterFor?: CutterFor<Run>,
): AsyncGenerator<RecordBatch<Run>> {
  const { maxRecordSize } = options;
  const splitterOptions = { file: source.name, maxRecordSize };
  let form: TextForm = { packed: false, byteOrderMark: false };
  const hearForm = (found: TextForm): void => {
    form = found;
  };
  const text = new LookAhead(textChunks(source, options.onRead, hearForm));
  try {
    let layout: Layout;
    if (options.inputFormat === 'json') layout = 'document';
    else if (options.inputFormat === 'ndjson' || isLineFile(source.name)) {
      layout = 'lines';
      if (await isDocument(source, text, maxRecordSize)) {
        options.onForm?.({ ...form, layout: 'document' });
        const place = { file: source.name, number: 1, bytes: Buffer.alloc(0), line: 1, column: 1 };
        yield { records: [{ ...place, fault: { kind: 'document-among-lines' } }], text: Buffer.alloc(0) };
        for await (const chunk of text.all()) yield { records: [], text: chunk };
        return;
      }
    } else layout = await text.until(detectLayout, layoutOfLongLine);

    // Where the layout did not have to be looked for, nothing has been read yet.
    if (text.held.length === 0) await text.more();
    options.onForm?.({ ...form, layout });
    if (layout === 'document') {
      const splitter = new DocumentSplitter(splitterOptions);
      for await (const chunk of text.all()) yield { records: splitter.push(chunk), text: chunk };
      yield { records: splitter.end(), text: Buffer.alloc(0) };
      return;
    }
    const { keepsBytes = true } = options;
    const splitter = new LineSplitter<Run>({ ...splitterOptions, copiesPieces: !keepsBytes });
    for await (const chunk of text.all()) {
      const cutter = cutterFor?.(chunk.length);
      splitter.cutter = cutter instanceof Promise ? await cutter : cutter;
      const records = splitter.push(chunk);
      const letGo = splitter.cutter?.handOver?.();
      const release = (): void => {
        if (!keepsBytes) source.recycle?.(chunk);
        letGo?.();
      };
      yield { records, text: chunk, release };
    }
    yield { records: splitter.end(), text: Buffer.alloc(0) };
  } finally {
    // Whoever hears of the form may refuse it, before anything was read on.
    await text.close();
  }
}

import { isUtf8 } from 'node:buffer';
import { detectLayout, layoutOfLongLine } from '../input/detect-format.js';
import { LookAhead } from '../input/look-ahead.js';
import { DocumentSplitter } from '../input/split-document.js';
import type { Source } from '../input/text-chunks.js';
import { textChunks } from '../input/text-chunks.js';
import type { JsonObject, RawRecord } from '../record/record.js';
import { isObject } from '../record/record.js';
import type { TranscriptRecord } from './model.js';
import { readRows, startsLikeTable } from './read-rows.js';
import { TextLines } from './text-lines.js';
import { decoded } from './values.js';

/** How transcripts are read. */
export interface ReadTranscriptOptions {
  /** The longest record that is read, in bytes. */
  readonly maxRecordSize: number;
  readonly onRead?: ((bytes: number) => void) | undefined;
  /** Called with a record that is no JSON or too large. */
  readonly onUnreadable: (raw: RawRecord) => void;
}

/** Where the list of a page of results or an export stands. */
const LIST_KEYS = ['data', 'value', 'conversations', 'items', 'results', 'records'];

/** Keys that may stand beside the list of a page of results. */
const PAGE_KEYS =
  /^(?:@odata\..*|object|first_id|last_id|has_more|next|next_page|nextPage|cursor|total|count|page|limit|meta|links|pagination)$/i;

/** The elements of a page of results, such as `{"object": "list", "data": […]}`; undefined for anything else. */
function pageItems(value: JsonObject): readonly unknown[] | undefined {
  const key = LIST_KEYS.find((name) => Array.isArray(value[name]));
  if (key === undefined) return undefined;
  const isPage = Object.keys(value).every((other) => other === key || PAGE_KEYS.test(other));
  return isPage ? (value[key] as unknown[]) : undefined;
}

/** Makes records of values: elements of arrays and lists one by one, JSON in texts undone. */
class Unpacker {
  readonly #file: string;
  #groups = 0;

  constructor(file: string) {
    this.#file = file;
  }

  records(value: unknown, line: number, group = 0): TranscriptRecord[] {
    const found = typeof value === 'string' ? decoded(value) : value;
    const items = Array.isArray(found) ? found : isObject(found) ? pageItems(found) : undefined;
    if (items === undefined) return [{ value: found, group, file: this.#file, line }];
    const inner = ++this.#groups;
    // A loop, since a list may have more elements than a call may have arguments.
    const records: TranscriptRecord[] = [];
    for (const item of items) {
      if (isObject(item) && pageItems(item) === undefined)
        records.push({ value: item, group: inner, file: this.#file, line });
      else for (const record of this.records(item, line, inner)) records.push(record);
    }
    return records;
  }
}

/** The records that a value holds: itself, or the elements of an array or a page of results. */
export function recordsOf(value: unknown): unknown[] {
  return new Unpacker('').records(value, 1).map((record) => record.value);
}

/** The text of a record’s bytes; undefined if it is not UTF-8. */
function textOf(bytes: Buffer): string | undefined {
  return isUtf8(bytes) ? bytes.toString() : undefined;
}

/** What a line holds beside JSON: the frame of a recorded stream of server-sent events. */
const STREAM_LINE = /^(?:data:\s*|(?:event|id|retry):.*|:.*|\[DONE\]\s*)/;

function parse(raw: RawRecord, isLine: boolean): { readonly value: unknown } | 'nothing' | undefined {
  if (raw.fault !== undefined) return undefined;
  const text = textOf(raw.bytes);
  if (text === undefined) return undefined;
  try {
    return { value: JSON.parse(text) };
  } catch {
    if (!isLine) return undefined;
  }
  const json = text.replace(STREAM_LINE, '').trim();
  if (json === text.trim()) return undefined;
  if (json === '' || json === '[DONE]') return 'nothing';
  try {
    return { value: JSON.parse(json) };
  } catch {
    return undefined;
  }
}

/**
 * Reads the records of a transcript, some at a time: lines, documents one behind the other, the elements of arrays and lists, the rows
 * of a CSV file. The container is detected from the content; the name is not looked at, since `.jsonl` files of pretty-printed
 * documents exist.
 * @throws {Failure} if the source cannot be read or is no text: after the records of all that could be read.
 */
export async function* readTranscript(
  source: Source,
  options: ReadTranscriptOptions,
): AsyncGenerator<readonly TranscriptRecord[]> {
  const text = new LookAhead(textChunks(source, options.onRead));
  try {
    const layout = await text.until(
      (head, atEnd) => (startsLikeTable(head, atEnd) ? 'table' : detectLayout(head, atEnd)),
      (head) => (/^\s*\{/.test(head) ? 'document' : layoutOfLongLine(head)),
    );
    if (layout === 'table') yield* readRows(source.name, text.all(), options);
    else yield* readValues(source.name, text.all(), layout === 'lines', options);
  } finally {
    await text.close();
  }
}

async function* readValues(
  file: string,
  chunks: AsyncIterable<Buffer>,
  isLines: boolean,
  { maxRecordSize, onUnreadable }: ReadTranscriptOptions,
): AsyncGenerator<readonly TranscriptRecord[]> {
  const unpacker = new Unpacker(file);
  const splitter = isLines ? new TextLines(file, maxRecordSize) : new DocumentSplitter({ file, maxRecordSize });
  const read = (raws: readonly RawRecord[]): TranscriptRecord[] => {
    const records: TranscriptRecord[] = [];
    for (const raw of raws) {
      const parsed = parse(raw, isLines);
      if (parsed === 'nothing') continue;
      if (parsed === undefined) onUnreadable(raw);
      else for (const record of unpacker.records(parsed.value, raw.line)) records.push(record);
    }
    return records;
  };
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const chunk of chunks) yield read(splitter.push(chunk));
  } catch (error) {
    failure = { error };
  }
  yield read(splitter.end());
  if (failure !== undefined) throw failure.error;
}

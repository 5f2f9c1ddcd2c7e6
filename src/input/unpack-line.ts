import type { Finding } from '../problem/finding.js';
import { isJsonSpace, leadingSpace, OPEN_ARRAY, withoutTrailingSpace } from '../record/json-units.js';
import { parsed } from '../record/parses.js';
import type { RawRecord } from '../record/record.js';
import { isObject } from '../record/record.js';
import { DocumentSplitter } from './split-document.js';
import { ValueStarts } from './value-starts.js';

/** What separates two objects on a line without a comma. A carriage return is looked for by itself: it ends most lines of some logs. */
const BETWEEN_VALUES = ['}{', '}[', '} ', '}\t'];

/** Whether a line of a text may hold more than one record; false for nearly all logs, which is found out by the engine's search. */
export function mayHoldSeveral(text: Buffer): boolean {
  return mayBeBatch(text) || BETWEEN_VALUES.some((pair) => text.includes(pair)) || hasLoneReturn(text);
}

/** Whether one JSON object may be the captured body of a request, which holds records. */
export function mayBeBatch(text: Buffer): boolean {
  return text.includes('batch"');
}

function hasLoneReturn(text: Buffer): boolean {
  for (let at = text.indexOf('}\r'); at !== -1; at = text.indexOf('}\r', at + 2)) {
    const next = text[at + 2];
    if (next !== undefined && next !== 0x0a) return true;
  }
  return false;
}

/** Whether a line begins as an array may: with its bracket, or with a blank, which few lines do. */
export function mayBeArray(line: Buffer): boolean {
  const first = line[0] ?? 0;
  return first === OPEN_ARRAY || isJsonSpace(first);
}

/** What stands for a record that is longer than what is read. */
export function tooLargeRecord(
  { file, number, line, column }: Pick<RawRecord, 'file' | 'number' | 'line' | 'column'>,
  size: number,
  limit: number,
): RawRecord {
  return { file, number, line, column, bytes: Buffer.alloc(0), fault: { kind: 'too-large', size, limit } };
}

/** A line without the blanks before its first value. */
export function withoutLeadingSpace(line: RawRecord): RawRecord {
  const start = leadingSpace(line.bytes);
  return start === 0 ? line : { ...partOf(line, start, start), bytes: line.bytes.subarray(start) };
}

/** The objects and arrays that stand on a line one behind the other; blanks and other text between them belong to the one before. */
export function valuesOfLine(line: RawRecord): RawRecord[] {
  const { bytes } = line;
  const starts = [...new ValueStarts().in(bytes)];
  if (starts.length < 2) return [line];
  return starts.map(({ at, units }, index) => {
    const value = bytes.subarray(at, starts[index + 1]?.at ?? bytes.length);
    return { ...partOf(line, units, at), bytes: value, partOf: 'line' };
  });
}

function partOf(line: RawRecord, units: number, at: number): RawRecord {
  const { isPlain: _, ...part } = line;
  return {
    ...part,
    column: line.column + units,
    ...(line.offset === undefined ? {} : { offset: line.offset + at }),
  };
}

const ARRAY_OF_OBJECTS = /^\[[ \t\r]*\{/;
const BATCH_FIRST = /^\{[ \t\r]*"batch"[ \t\r]*:[ \t\r]*\[/;
const CALL_KEYS = ['type', 'event', 'action'];

/** Whether a value holds records: it is an array or a captured body, or begins like one. */
function holdsRecords(bytes: Buffer): boolean {
  const start = leadingSpace(bytes);
  const head = bytes.toString('latin1', start, start + 200);
  if (ARRAY_OF_OBJECTS.test(head)) return true;
  const isArray = head.startsWith('[');
  if (!isArray && !bytes.includes('batch"')) return false;
  const value = parsed(bytes.toString());
  if (value === undefined) return !isArray && BATCH_FIRST.test(head);
  if (!isObject(value)) return Array.isArray(value);
  return Array.isArray(value['batch']) && CALL_KEYS.every((key) => !Object.hasOwn(value, key));
}

/** A finding about a body, at its place in the line of the body. */
function movedTo({ line, column }: RawRecord, { at, ...finding }: Finding): Finding {
  const moved = at && { at: { line, column: column + at.column - 1 } };
  return { ...finding, ...moved } as Finding;
}

/**
 * The records of a line that holds several values, an array, or the captured body of a request, or that is too long because of the
 * blanks before its record, which are no part of its size; undefined if it is one record as it stands, or one that is too large. They
 * are numbered from the line's own number on.
 */
export function unpackLine(line: RawRecord, maxRecordSize: number): RawRecord[] | undefined {
  const isLong = line.bytes.length > maxRecordSize;
  const text = isLong ? withoutLeadingSpace(line) : line;
  const values = valuesOfLine(text);
  const isWhole = values.length === 1 && text === line;
  if (isWhole && (isLong || !holdsRecords(line.bytes))) return undefined;
  const records = values.flatMap((found) => {
    // Blanks behind a value belong to it where its size is measured: where chunks cut a line, they may be all that is left of it.
    const { length } = found.bytes;
    if (length > maxRecordSize) return [tooLargeRecord(found, length, maxRecordSize)];
    const value = isWhole ? found : { ...found, bytes: withoutTrailingSpace(found.bytes) };
    if (!holdsRecords(value.bytes)) return [value];
    const splitter = new DocumentSplitter({ file: line.file, maxRecordSize });
    return [...splitter.push(value.bytes), ...splitter.end()].map(
      (record): RawRecord => ({
        ...record,
        line: line.line,
        column: value.column + record.column - 1,
        ...(record.found === undefined ? {} : { found: record.found.map((finding) => movedTo(value, finding)) }),
        ...(record.offset === undefined || value.offset === undefined ? {} : { offset: value.offset + record.offset }),
      }),
    );
  });
  return records.map((record, index) => ({ ...record, number: line.number + index }));
}

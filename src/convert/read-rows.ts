import { Readable } from 'node:stream';
import { Failure } from '../failure.js';
import { safeName } from '../text/safe-name.js';
import type { TranscriptRecord } from './model.js';
import type { ReadTranscriptOptions } from './read-transcript.js';

const DELIMITERS = [',', ';', '\t'] as const;
/** How many rows are handed on together. */
const ROWS_PER_BATCH = 500;

/** The header of a table: its first line, if that has delimiters and is no JSON. */
function headerOf(head: string): string | undefined {
  const [line = ''] = head.split('\n', 1);
  return line.trim() === '' || /^\s*[[{]/.test(line) || /^\s*(?:data|event|id|retry)?:/.test(line) ? undefined : line;
}

function delimiterOf(header: string): string {
  const counts = DELIMITERS.map((delimiter) => header.split(delimiter).length - 1);
  const most = Math.max(...counts);
  return DELIMITERS[counts.indexOf(most)] ?? ',';
}

/** Whether a text is a table with a header: its first line has several cells and is no JSON. Undefined if more of it is needed. */
export function startsLikeTable(head: string, atEnd: boolean): boolean | undefined {
  if (!head.includes('\n') && !atEnd) return undefined;
  const header = headerOf(head.replace(/^\ufeff/, '').trimStart());
  return header !== undefined && DELIMITERS.some((delimiter) => header.includes(delimiter)) && !isJson(header);
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** Reads the rows of a CSV file, separated by commas, semicolons or tabs: an object per row, by the names of its header. */
export async function* readRows(
  file: string,
  chunks: AsyncIterable<Buffer>,
  { maxRecordSize, onUnreadable }: ReadTranscriptOptions,
): AsyncGenerator<readonly TranscriptRecord[]> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  let next = await iterator.next();
  for (; next.done !== true; next = await iterator.next()) {
    head = Buffer.concat([head, next.value]);
    if (head.includes('\n')) break;
  }
  const delimiter = delimiterOf(head.toString().split('\n', 1)[0] ?? '');
  async function* all(): AsyncGenerator<Buffer> {
    yield head;
    for (let more = await iterator.next(); more.done !== true; more = await iterator.next()) yield more.value;
  }
  const { parse } = await import('csv-parse');
  const parser = parse({
    bom: true,
    columns: true,
    delimiter,
    info: true,
    max_record_size: maxRecordSize,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      if (error !== undefined) onUnreadable(unreadableRow(file, error));
    },
  });
  const source = Readable.from(all());
  let failure: unknown;
  source.on('error', (error) => {
    failure = error;
    parser.destroy(error);
  });
  source.pipe(parser);
  let batch: TranscriptRecord[] = [];
  try {
    for await (const { record, info } of parser) {
      batch.push({ value: record, group: 0, file, line: info.lines });
      if (batch.length < ROWS_PER_BATCH) continue;
      yield batch;
      batch = [];
    }
  } catch (error) {
    yield batch;
    if (failure !== undefined) throw failure;
    throw new Failure('unreadable-input', `cannot read ${safeName(file)} as CSV: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    source.destroy();
  }
  yield batch;
}

function unreadableRow(file: string, error: object) {
  const line = 'lines' in error && typeof error.lines === 'number' ? error.lines : 1;
  return { file, number: line, line, column: 1, bytes: Buffer.alloc(0), fault: { kind: 'missing-value' } } as const;
}

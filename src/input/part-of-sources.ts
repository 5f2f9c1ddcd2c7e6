import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { Failure, systemReason } from '../failure.js';
import { isPacked } from '../text/is-packed.js';
import { safeName } from '../text/safe-name.js';
import { startsLikeDocument } from './detect-format.js';
import { isLineFile } from './log-names.js';
import { GZIP, otherContent, startsWith } from './other-content.js';
import { rangeSource } from './range-source.js';
import type { InputFormat } from './read-records.js';
import type { Source } from './text-chunks.js';

/** One of several parts of equal size, as `--shard 2/8` names it. */
export interface PartNumber {
  /** From 1. */
  readonly number: number;
  readonly of: number;
}

/** The sources of a part, and what all parts of one cut have in common. */
export interface PartOfSources {
  readonly sources: readonly Source[];
  /** All files with their sizes: equal for parts of one cut. */
  readonly files: readonly (readonly [name: string, size: number])[];
}

/** How much of a file is read to see whether its lines can be cut apart. */
const HEAD_BYTES = 64 * 1024;

function sizeOf({ path, name }: Source): number {
  if (path === undefined) {
    throw new Failure('bad-usage', 'stdin cannot be cut into parts for --shard', { hint: 'write it to a file first' });
  }
  try {
    return statSync(path).size;
  } catch (cause) {
    throw new Failure('unreadable-input', `cannot read ${safeName(name)}: ${systemReason(cause)}`, { cause });
  }
}

/**
 * Whether each line of a file is read by itself, so that it can be cut between lines. Packed files and documents cannot, nor can
 * what cannot be read.
 */
export function canBeCut({ path = '', name }: Source, inputFormat: InputFormat): boolean {
  if (inputFormat === 'json' || isPacked(name) || !(inputFormat === 'ndjson' || isLineFile(name))) return false;
  const head = Buffer.alloc(HEAD_BYTES);
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    // The run that reads it reports why.
    return false;
  }
  try {
    const bytes = readSync(file, head, 0, HEAD_BYTES, 0);
    const found = head.subarray(0, bytes);
    // Packed data under another name, or what is no text: the run that reads it reports that once.
    if (startsWith(found, GZIP) || otherContent(found) !== undefined) return false;
    return startsLikeDocument(head.toString('utf8', 0, bytes), bytes < HEAD_BYTES) === false;
  } finally {
    closeSync(file);
  }
}

/**
 * One part of several logs: of all bytes, one after the other, the same share as each other part. Files of lines are cut between
 * lines; another file belongs to the part in which it begins. All parts together are all records, each once.
 * @throws {Failure} if a source is a stream, or a file cannot be read
 */
export function partOfSources(
  sources: readonly Source[],
  { number, of }: PartNumber,
  inputFormat: InputFormat,
): PartOfSources {
  const sizes = sources.map(sizeOf);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const from = Math.floor((total * (number - 1)) / of);
  const to = number === of ? Number.POSITIVE_INFINITY : Math.floor((total * number) / of);
  const part: Source[] = [];
  let begin = 0;
  for (const [index, source] of sources.entries()) {
    const size = sizes[index] as number;
    const isCut =
      begin + size > from && begin < to && (begin < from || begin + size > to) && canBeCut(source, inputFormat);
    if (isCut) {
      const range = { start: Math.max(0, from - begin), end: Math.min(size, to - begin), size };
      part.push(rangeSource(source.path as string, source.name, range));
    } else if (begin >= from && begin < to) part.push(source);
    begin += size;
  }
  return { sources: part, files: sources.map(({ name }, index) => [name, sizes[index] as number]) };
}

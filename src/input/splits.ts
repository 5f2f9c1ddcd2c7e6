import { readFileSync, statSync } from 'node:fs';
import { Failure, systemReason } from '../failure.js';
import { safeName } from '../text/safe-name.js';
import { canBeCut } from './part-of-sources.js';
import { rangeSource } from './range-source.js';
import type { InputFormat } from './read-records.js';
import type { ByteRange, Source } from './text-chunks.js';
import { fileSource } from './text-chunks.js';

/** A log, or a range of its bytes, that one run reads of many: a line of `--splits` and of `--print-splits`. */
export interface Split {
  /** As problems name it. */
  readonly name: string;
  /** Where it lies, absolute or relative to the working directory. */
  readonly path: string;
  /** How many bytes the file has; 0 if that is not known. */
  readonly size: number;
  /** The range, if it is not the whole file: the first byte, and the one behind the last. */
  readonly start?: number;
  readonly end?: number;
}

/** The size of a file; 0 for one that is not there any more: reading it tells what is wrong. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * Cuts logs into splits of at most this size, in the order of the logs. Files of lines are cut; another file is one split,
 * however large it is.
 * @throws {Failure} if a source is a stream
 */
export function* planSplits(sources: readonly Source[], bytes: number, inputFormat: InputFormat): Generator<Split> {
  for (const source of sources) {
    const { path, name } = source;
    if (path === undefined || !source.rereadable) {
      throw new Failure('bad-usage', `${path === undefined ? 'stdin' : safeName(name)} cannot be split`, {
        hint: 'write it to a file first',
      });
    }
    const size = sizeOf(path);
    const parts = size > bytes && canBeCut(source, inputFormat) ? Math.ceil(size / bytes) : 1;
    for (let part = 0; part < parts; part++) {
      const range = { start: part * bytes, end: Math.min(size, (part + 1) * bytes) };
      yield { name, path, size, ...(parts === 1 ? {} : range) };
    }
  }
}

/** What keeps a line from being a split; undefined for one that is. */
function faultOf(split: Partial<Split> | null): string | undefined {
  if (typeof split?.name !== 'string' || typeof split.path !== 'string') return 'it has no name and path';
  const { size, start, end } = split;
  const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
  if (!isCount(size)) return 'it has no size';
  if (start === undefined && end === undefined) return undefined;
  return isCount(start) && isCount(end) && (start as number) < (end as number) ? undefined : 'its range makes no sense';
}

function splitOf(line: string, number: number, file: string): Split {
  let split: Partial<Split> | null = null;
  let fault: string | undefined = 'it is not JSON';
  try {
    split = JSON.parse(line) as Partial<Split> | null;
    fault = faultOf(split);
  } catch {
    // Reported below.
  }
  if (fault === undefined) return split as Split;
  throw new Failure('bad-usage', `line ${number} of ${safeName(file)} cannot be read as a split: ${fault}`, {
    hint: 'validate --print-splits 100000000 prints the splits of logs, one per line',
  });
}

/** The logs that a file of splits names, in its order. @param path the file, absolute @param name its name in messages @throws {Failure} if it cannot be read */
export function readSplits(path: string, name: string): Source[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Failure('unreadable-input', `cannot read the splits ${safeName(name)}: ${systemReason(cause)}`, {
      cause,
    });
  }
  const lines = text.split('\n');
  return lines.flatMap((line, index) => (line.trim() === '' ? [] : [sourceOf(splitOf(line, index + 1, name))]));
}

function sourceOf({ name, path, size, start, end }: Split): Source {
  if (start === undefined || end === undefined) return fileSource(path, name);
  const range: ByteRange = { start, end, size };
  return rangeSource(path, name, range);
}

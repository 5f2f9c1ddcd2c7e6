import { InvalidArgumentError } from 'commander';
import type { InputFormat } from '../input/read-records.js';
import { INPUT_FORMATS, LONGEST_RECORD } from '../input/read-records.js';

/** Gathers the values of an option that can be given several times. */
export function collect(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, value];
}

/** A whole number from 0. */
export function count(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('A whole number from 0 is needed.');
  return Number(text);
}

/** A whole number from 1. */
export function positive(text: string): number {
  const value = count(text);
  if (value === 0) throw new InvalidArgumentError('A whole number from 1 is needed.');
  return value;
}

/** A number of lanes: each has a connection and a batch of its own. */
export function lanes(text: string): number {
  const value = positive(text);
  if (value > 64) throw new InvalidArgumentError('At most 64 are of use.');
  return value;
}

/** How many conversations to keep in mind; more than memory can hold are kept nowhere. */
export function conversationLimit(text: string): number {
  const limit = positive(text);
  if (limit > 1_000_000) throw new InvalidArgumentError('At most 1000000 conversations can be kept in mind.');
  return limit;
}

/** The longest record to read, in bytes. */
export function recordSize(text: string): number {
  const size = positive(text);
  if (size > LONGEST_RECORD)
    throw new InvalidArgumentError(`At most ${LONGEST_RECORD} bytes can be read as one record.`);
  return size;
}

/** One of the input formats. */
export function inputFormat(text: string): InputFormat {
  const format = INPUT_FORMATS.find((name) => name === text);
  if (format === undefined) throw new InvalidArgumentError(`It is one of ${INPUT_FORMATS.join(', ')}.`);
  return format;
}

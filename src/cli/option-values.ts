import { InvalidArgumentError } from 'commander';
import type { PartNumber } from '../input/part-of-sources.js';
import { MAX_MAX_RECORD_SIZE } from '../input/read-records.js';

/** A file that is read as well as written, which stdout cannot be. */
export function keptFile(text: string): string {
  if (text === '-') throw new InvalidArgumentError('It has to be a file; stdout cannot be read again.');
  return text;
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

/** One of several parts: `2/8`. */
export function partNumber(text: string): PartNumber {
  const [, number, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  const part = { number: Number(number), of: Number(of) };
  if (number === undefined || part.number < 1 || part.number > part.of) {
    throw new InvalidArgumentError('A part and their number are needed, such as 2/8.');
  }
  return part;
}

/** A number of seconds above 0. */
export function seconds(text: string): number {
  const value = /^\d{1,7}(?:\.\d+)?$/.test(text) ? Number(text) : 0;
  if (value === 0) throw new InvalidArgumentError('A number of seconds above 0 is needed.');
  return value;
}

/** A port to listen on; 0 for any that is free. */
export function port(text: string): number {
  const value = count(text);
  if (value > 65_535) throw new InvalidArgumentError('The highest port is 65535.');
  return value;
}

/** A number of threads. Each takes about 10 MB; no machine gets faster by more than it has cores. */
export function threads(text: string): number {
  const value = positive(text);
  if (value > 64) throw new InvalidArgumentError('At most 64 make sense.');
  return value;
}

/** A number of partitions of the facts of logs. Each needs some memory. */
export function partitions(text: string): number {
  const value = positive(text);
  if (value > 1000) throw new InvalidArgumentError('At most 1000 can be written.');
  return value;
}

/** A number of connections, each with a batch of its own. */
export function connections(text: string): number {
  const value = positive(text);
  if (value > 64) throw new InvalidArgumentError('At most 64 make sense.');
  return value;
}

/** The longest record to read, in bytes. */
export function recordSize(text: string): number {
  const size = positive(text);
  if (size > MAX_MAX_RECORD_SIZE)
    throw new InvalidArgumentError(`At most ${MAX_MAX_RECORD_SIZE} bytes can be read as one record.`);
  return size;
}

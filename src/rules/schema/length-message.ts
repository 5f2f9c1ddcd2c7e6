import type { NearMiss } from '../../problem/near-miss.js';
import { countOf, formatCount } from '../../text/count.js';
import { nearMissHint } from '../near-miss-hint.js';
import type { Message } from '../rule.js';

/** The part of a finding's details that a limit of length needs. */
interface LengthDetails {
  readonly found: string;
  readonly required: boolean;
  readonly needed?: string;
  readonly limit: number;
  readonly length: number;
  readonly nearMiss?: NearMiss;
}

/** A string, array or object is shorter than allowed. `unit` is what is counted, in the singular. */
export function tooShort(
  { found, required, needed, limit, length, nearMiss }: LengthDetails,
  path: string,
  unit: string,
): Message {
  if (found === 'an empty string') {
    const value = required ? 'give it a value' : 'give it a value, or leave it out';
    const hint = nearMiss === undefined ? value : nearMissHint(nearMiss, found);
    return { message: `${path} is an empty string; ${needed ?? 'a longer one'} is needed`, hint };
  }
  const bound = `at least ${formatCount(limit)} ${limit === 1 ? 'is' : 'are'} needed`;
  // No number in the hint: equal problems are grouped by it.
  const hint = unit === 'character' ? 'make it longer' : `add ${unit}s`;
  return { message: `${path} has ${countOf(length, unit)}; ${bound}`, hint };
}

/** A string, array or object is longer than allowed. `unit` is what is counted, in the singular. */
export function tooLong({ limit, length }: LengthDetails, path: string, unit: string): Message {
  const bound = `at most ${formatCount(limit)} ${limit === 1 ? 'is' : 'are'} allowed`;
  const hint = unit === 'character' ? 'shorten it' : `remove ${unit}s`;
  return { message: `${path} has ${countOf(length, unit)}; ${bound}`, hint };
}

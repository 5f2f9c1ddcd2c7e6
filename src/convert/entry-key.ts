import { hashId } from '../record/id-hash.js';
import { LastUsed } from './last-used.js';
import type { Entry, Role } from './model.js';
import { KEY } from './model.js';

const words = new Int32Array(4);

/** The 53 bits of a hash that a number holds. */
export function hashNumber(text: string): number {
  hashId(text, words);
  return ((words[0] ?? 0) >>> 0) * 2 ** 21 + ((words[1] ?? 0) >>> 11);
}

/** Requests repeat their history, so that most texts were hashed before. */
const hashes = new LastUsed<number>(20_000);

function hashOnce(text: string): number {
  return hashes.of(text, hashNumber);
}

const LIMIT = 2 ** 53;
/** Different for each role, so that equal words of two people are two messages. */
const ROLES: Readonly<Record<Role, number>> = {
  customer: 0x1000_0000_0001,
  ai_agent: 0x2000_0000_0003,
  human_agent: 0x3000_0000_0007,
  agent: 0x4000_0000_000d,
};

function keyOf({ key, role, text = '', actions = [] }: Entry): number {
  if (key !== undefined) return hashOnce(key);
  let sum = (hashOnce(text.trim()) + ROLES[role]) % LIMIT;
  const hasText = text.trim() !== '';
  for (const { action, key = '', isByProvider } of actions)
    if (isByProvider !== true || !hasText) sum = (sum * 3 + hashOnce(`${action}\u0000${key}`)) % (LIMIT / 4);
  return sum;
}

/**
 * What is compared to find out whether a request repeats an entry: role, trimmed text, and the names and arguments of calls. Never ids:
 * one call may have another id in each request. Never the order of keys, or fields that a replay drops. Calls that the provider ran count only
 * where there is no text: a replay may drop them, or what they searched.
 */
export function entryKey(entry: Entry): number {
  const known = entry[KEY];
  if (known !== undefined) return known;
  const key = keyOf(entry);
  (entry as { [KEY]?: number })[KEY] = key;
  return key;
}

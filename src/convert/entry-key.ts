import { hashId } from '../record/id-hash.js';
import type { Entry } from './model.js';

const words = new Int32Array(4);

/** The 53 bits of a hash that a number holds. */
export function hashNumber(text: string): number {
  hashId(text, words);
  return ((words[0] ?? 0) >>> 0) * 2 ** 21 + ((words[1] ?? 0) >>> 11);
}

/**
 * What is compared to find out whether a request repeats an entry: role, trimmed text, and the names and arguments of calls. Never ids:
 * one call may have another id in each request. Never the order of keys, or fields that a replay drops.
 */
export function entryKey({ key, role, text = '', actions = [] }: Entry): number {
  if (key !== undefined) return hashNumber(key);
  const calls = actions.map((action) => `\u0001${action.action}\u0002${action.key ?? ''}`).join('');
  return hashNumber(`${role}\u0000${text.trim()}${calls}`);
}

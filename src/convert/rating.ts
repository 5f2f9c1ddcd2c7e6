import { wordIn } from './values.js';

const WORDS: Readonly<Record<string, number>> = { true: 1, false: 0, t: 1, f: 0 };

/**
 * The number of a rating: a number, true or false, or a word of its scale. Undefined if it is none.
 * @param scale what words mean, as `--feedback name=up:1,down:0` says. Default: nothing.
 */
export function ratingIn(value: unknown, scale: Readonly<Record<string, number>> = {}): number | undefined {
  const word = wordIn(value ?? '').trim();
  if (word === '') return undefined;
  const rating = (Object.hasOwn(scale, word) ? scale[word] : undefined) ?? WORDS[word.toLowerCase()] ?? Number(word);
  return Number.isFinite(rating) ? rating : undefined;
}

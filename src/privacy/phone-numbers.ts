import { createRequire } from 'node:module';
import type { Span } from '../problem/problem.js';

type Library = typeof import('libphonenumber-js/min');

/** A plus, a country's code and what may follow in a written number. It also bounds what the library is given to read. */
const CANDIDATE = /\+ ?\(?\d[\d\s().\u2010-\u2013/-]{5,30}(?!\d)/g;

let library: Library | undefined;

/**
 * Where phone numbers stand in a text: those with a plus and the country's code that its numbering plan knows. Without the code
 * nobody can tell a number from others. The library is loaded with the first text that seems to hold one.
 */
export function phoneNumbers(text: string): Span[] {
  if (!text.includes('+')) return [];
  const found: Span[] = [];
  for (const { 0: candidate, index: at } of text.matchAll(CANDIDATE)) {
    // Rules are synchronous, in the library as well as on the command line, and few logs ever need it.
    library ??= createRequire(import.meta.url)('libphonenumber-js/min') as Library;
    for (const { startsAt, endsAt } of library.findPhoneNumbersInText(candidate)) {
      found.push({ start: at + startsAt, end: at + endsAt });
    }
  }
  return found;
}

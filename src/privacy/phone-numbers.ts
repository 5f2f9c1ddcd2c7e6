import type { Span } from '../problem/problem.js';
import { finders } from './finders.js';

/** A plus, a country's code and what may follow in a written number. It also bounds what the library is given to read. */
const CANDIDATE = /\+ ?\(?\d[\d\s().\u2010-\u2013/-]{5,30}(?!\d)/g;

/**
 * Where phone numbers stand in a text: those with a plus, the country's code, and a number of that country's numbering plan.
 * A number without the country's code cannot be distinguished from other digits.
 */
export function phoneNumbers(text: string): Span[] {
  if (!text.includes('+')) return [];
  const found: Span[] = [];
  for (const { 0: candidate, index: at } of text.matchAll(CANDIDATE)) {
    for (const { startsAt, endsAt } of finders().findPhoneNumbersInText(candidate)) {
      found.push({ start: at + startsAt, end: at + endsAt });
    }
  }
  return found;
}

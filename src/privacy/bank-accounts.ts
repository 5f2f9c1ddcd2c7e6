import type { Span } from '../problem/problem.js';
import { finders } from './finders.js';

/** The form of an IBAN (ISO 13616): a country, two check digits, 11 to 30 letters and digits, in groups of four or in one. */
const CANDIDATE = /(?<![\p{L}\p{N}])[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![\p{L}\p{N}])/gu;

/** Norway's are the shortest. */
const MIN_LENGTH = 15;

/**
 * Where bank account numbers (IBANs) stand in a text: those with the length and form that their country has registered, and
 * with right check digits. Of random codes of this form, 1 in 100 has right check digits by chance.
 */
export function bankAccounts(text: string): Span[] {
  const found: Span[] = [];
  for (const { 0: candidate, index: start } of text.matchAll(CANDIDATE)) {
    // Words in capitals after an IBAN may look like groups of it.
    for (let end = candidate.length; end >= MIN_LENGTH; end = candidate.lastIndexOf(' ', end - 1)) {
      if (!finders().isValidIBAN(candidate.slice(0, end).replaceAll(' ', ''))) continue;
      found.push({ start, end: start + end });
      break;
    }
  }
  return found;
}

import type { Span } from '../problem/problem.js';

/** The form of an IBAN (ISO 13616): a country, two check digits, 11 to 30 letters and digits, in groups of four or in one. */
const CANDIDATE = /(?<![\p{L}\p{N}])[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![\p{L}\p{N}])/gu;

/** The check of ISO 7064 (MOD 97-10): letters count from 10, and the first four characters come last. */
function passesCheck(iban: string): boolean {
  let rest = 0;
  for (const char of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(char, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** Where bank account numbers (IBANs) stand in a text. */
export function bankAccounts(text: string): Span[] {
  const found: Span[] = [];
  for (const { 0: candidate, index: start } of text.matchAll(CANDIDATE)) {
    // Words in capitals after it may look like groups of its own.
    for (let end = candidate.length; end >= 15; end = candidate.lastIndexOf(' ', end - 1)) {
      if (!passesCheck(candidate.slice(0, end).replaceAll(' ', ''))) continue;
      found.push({ start, end: start + end });
      break;
    }
  }
  return found;
}

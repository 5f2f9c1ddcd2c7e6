import type { Span } from '../problem/problem.js';

/** Digits in groups, with a space or a hyphen between two groups; not a part of a word, a longer number or a fraction. */
const RUN = /(?<![\p{L}\p{N}_]|\d\.)\d+(?:[ -]\d+)*(?![\p{L}\p{N}_])/gu;
const MIN_DIGITS = 13;
const MAX_DIGITS = 19;

/** First digits and lengths of the networks' numbers, as ISO/IEC 7812 assigns them. */
const NETWORKS: readonly RegExp[] = [
  /^4(?:\d{12}|\d{15}|\d{18})$/, // Visa
  /^(?:5[1-5]\d{14}|2(?:2(?:2[1-9]|[3-9]\d)|[3-6]\d\d|7(?:[01]\d|20))\d{12})$/, // Mastercard
  /^3[47]\d{13}$/, // American Express
  /^(?:6011|65\d\d|64[4-9]\d)\d{12}$/, // Discover
  /^3(?:0[0-59]|[689]\d)\d{11}$/, // Diners Club
  /^35(?:2[89]|[3-8]\d)\d{12}$/, // JCB
  /^62\d{14,17}$/, // UnionPay
  /^(?:50|5[6-9]|6[37])\d{11,17}$/, // Maestro
];

/** The check of Luhn (ISO/IEC 7812-1, annex B). */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const doubled = index % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

function isCard(digits: string): boolean {
  return NETWORKS.some((network) => network.test(digits)) && passesLuhn(digits);
}

/** Where payment card numbers stand in a text: whole groups of digits that a network may have given out, and that pass Luhn's check. */
export function cardNumbers(text: string): Span[] {
  const found: Span[] = [];
  for (const { 0: run, index: at } of text.matchAll(RUN)) {
    if (run.length < MIN_DIGITS) continue;
    const groups = [...run.matchAll(/\d+/g)];
    for (let first = 0; first < groups.length; first++) {
      let digits = '';
      for (let last = first; last < groups.length && digits.length <= MAX_DIGITS; last++) {
        const group = groups[last] as RegExpExecArray;
        digits += group[0];
        if (digits.length < MIN_DIGITS || !isCard(digits)) continue;
        found.push({ start: at + (groups[first] as RegExpExecArray).index, end: at + group.index + group[0].length });
        first = last;
        break;
      }
    }
  }
  return found;
}

import type { PersonalKind } from '../problem/finding.js';
import type { Span } from '../problem/problem.js';
import { bankAccounts } from './bank-accounts.js';
import { cardNumbers } from './card-numbers.js';
import { emailAddresses } from './email-addresses.js';
import { phoneNumbers } from './phone-numbers.js';
import { secretKeys } from './secret-keys.js';

/** Personal data in a text. */
export interface PersonalMatch extends Span {
  readonly kind: PersonalKind;
}

/** What finds each kind; of two that begin at one place, the first keeps it. */
const FINDERS: Readonly<Record<PersonalKind, (text: string) => readonly Span[]>> = {
  key: secretKeys,
  email: emailAddresses,
  card: cardNumbers,
  iban: bankAccounts,
  phone: phoneNumbers,
};

/** Every kind, in the order in which people are shown them. */
export const PERSONAL_KINDS: readonly PersonalKind[] = ['email', 'phone', 'card', 'iban', 'key'];

/** No kind fits into less: `a@b.cd`. */
const MIN_LENGTH = 6;

/**
 * Finds personal data that has a recognizable form, in the order of the text; no two overlap. It does not find names,
 * addresses, phone numbers without the country's code, or keys without a prefix that names their issuer.
 */
export function findPersonalData(text: string, kinds: readonly PersonalKind[] = PERSONAL_KINDS): PersonalMatch[] {
  if (text.length < MIN_LENGTH) return [];
  const all: PersonalMatch[] = [];
  for (const kind of Object.keys(FINDERS) as PersonalKind[]) {
    if (kinds.includes(kind)) for (const { start, end } of FINDERS[kind](text)) all.push({ kind, start, end });
  }
  if (all.length < 2) return all;
  let taken = 0;
  return all
    .sort((a, b) => a.start - b.start)
    .filter(({ start, end }) => {
      if (start < taken) return false;
      taken = end;
      return true;
    });
}

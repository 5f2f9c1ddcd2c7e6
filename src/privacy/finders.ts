import { createRequire } from 'node:module';

interface Finders {
  readonly findPhoneNumbersInText: typeof import('libphonenumber-js/min').findPhoneNumbersInText;
  readonly isValidIBAN: typeof import('ibantools').isValidIBAN;
}

let loaded: Finders | undefined;

/** The packages that know phone numbers and IBANs, bundled by scripts/bundle-finders.js. Few logs ever need them. */
export function finders(): Finders {
  // Rules are synchronous, so this cannot be a dynamic import.
  loaded ??= createRequire(import.meta.url)('./generated/finders.cjs') as Finders;
  return loaded;
}

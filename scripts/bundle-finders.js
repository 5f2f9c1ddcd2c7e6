// Bundles what finds phone numbers and IBANs. libphonenumber-js takes 12.6 MB installed, of which 140 kB are needed here, for a
// rule that is off by default; so the package is not a dependency, and its code is loaded with the first text that may need it.
import { fileURLToPath } from 'node:url';
import { bundleForRequire } from './bundle-for-require.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Where the bundle lies beside the code that loads it. */
export const FINDERS = 'generated/finders.cjs';

/** Writes the bundle. @returns {Promise<string[]>} the modules whose code it holds */
export function bundleFinders() {
  return bundleForRequire({
    stdin: {
      contents:
        "export { findPhoneNumbersInText } from 'libphonenumber-js/min'; export { isValidIBAN } from 'ibantools';",
      resolveDir: root,
    },
    outfile: `${root}src/privacy/${FINDERS}`,
  });
}

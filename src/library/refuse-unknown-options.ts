import { didYouMean } from '../text/did-you-mean.js';
import { safeName } from '../text/safe-name.js';

/**
 * Refuses options that do not exist: a misspelled option would be ignored without notice.
 * @throws {TypeError} that names the option and the one that may be meant.
 */
export function refuseUnknownOptions(options: object, known: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const hint = didYouMean(name, known) ?? `the options are ${known.join(', ')}`;
    throw new TypeError(`${safeName(name)} is not an option; ${hint}`);
  }
}

import { Failure } from '../failure.js';
import { PERSONAL_KINDS } from '../privacy/find-personal-data.js';
import type { PersonalKind } from '../problem/finding.js';
import { safeName } from '../text/safe-name.js';

/** Reads `--redact`: kinds, with commas or several times, or `all`. @throws {Failure} for a kind that is none. */
export function redactKinds(texts: readonly string[] = []): PersonalKind[] {
  const named = texts.flatMap((text) => text.split(',')).map((name) => name.trim());
  for (const name of named) {
    if (name !== 'all' && !PERSONAL_KINDS.some((kind) => kind === name)) {
      throw new Failure('bad-usage', `${name === '' ? 'an empty text' : safeName(name)} is not a kind for --redact`, {
        hint: `use ${PERSONAL_KINDS.join(', ')} or all`,
      });
    }
  }
  return PERSONAL_KINDS.filter((kind) => named.includes(kind) || named.includes('all'));
}

import type { Finding } from '../problem/finding.js';
import type { Change } from './edit-text.js';
import { parentPointers } from './pointers.js';

/** Where values stood before some changes, by where they stand now. */
class FormerPlaces {
  readonly #places = new Map<string, string>();

  constructor(changes: readonly Change[]) {
    for (const { from, to } of changes) {
      if (from !== undefined && to !== undefined && from !== to) this.#places.set(to, this.of(from));
    }
  }

  of(pointer: string): string {
    for (const place of [pointer, ...parentPointers(pointer)]) {
      const former = this.#places.get(place);
      if (former !== undefined) return former + pointer.slice(place.length);
    }
    return pointer;
  }
}

/** The problems of a changed record that it did not have before, not even at the place where the value stood then. */
export function newProblems(
  before: readonly Finding[],
  after: readonly Finding[],
  changes: readonly Change[],
): readonly Finding[] {
  const known = new Set(before.map(({ rule, pointer }) => `${rule} ${pointer}`));
  const former = new FormerPlaces(changes);
  return after.filter(
    ({ rule, pointer }) => !known.has(`${rule} ${pointer}`) && !known.has(`${rule} ${former.of(pointer)}`),
  );
}

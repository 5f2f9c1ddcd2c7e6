import type { Finding } from '../problem/finding.js';
import type { Change } from './edit-text.js';

/** Where the value that now stands at a pointer stood before the changes. */
function placeBefore(pointer: string, changes: readonly Change[]): string {
  let place = pointer;
  for (const { from, to } of changes.toReversed()) {
    if (from === undefined || to === undefined || from === to) continue;
    if (place === to) place = from;
    else if (place.startsWith(`${to}/`)) place = from + place.slice(to.length);
  }
  return place;
}

/** Whether every problem of a changed record was one before, if perhaps at the place where its value stood then. */
export function hasNoNewProblem(
  before: readonly Finding[],
  after: readonly Finding[],
  changes: readonly Change[],
): boolean {
  const known = new Set(before.map(({ rule, pointer }) => `${rule} ${pointer}`));
  return after.every(
    ({ rule, pointer }) => known.has(`${rule} ${pointer}`) || known.has(`${rule} ${placeBefore(pointer, changes)}`),
  );
}

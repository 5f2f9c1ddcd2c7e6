import leven from 'leven';

/** The candidate that a mistyped name most likely means; undefined if none is near. */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates.map((candidate) => ({ candidate, distance: leven(name, candidate) }));
  const best = ranked.sort((a, b) => a.distance - b.distance)[0];
  return best !== undefined && best.distance <= Math.max(2, name.length / 4) ? best.candidate : undefined;
}

/** The hint for a mistyped name: `did you mean files?`; undefined if none is near. */
export function didYouMean(name: string, candidates: readonly string[]): string | undefined {
  const meant = nearestName(name, candidates);
  return meant === undefined ? undefined : `did you mean ${meant}?`;
}

import leven from 'leven';
import { CATALOG } from './catalog.js';

/** The candidate that a misspelled name is nearest to, if any is near enough to be meant. */
function nearest(name: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates.map((candidate) => ({ candidate, distance: leven(name, candidate) }));
  const best = ranked.sort((a, b) => a.distance - b.distance)[0];
  return best !== undefined && best.distance <= Math.max(2, name.length / 4) ? best.candidate : undefined;
}

/** The question to ask about a name that is none of the candidates; undefined if none of them is near. */
export function didYouMean(name: string, candidates: readonly string[]): string | undefined {
  const meant = nearest(name, candidates);
  return meant === undefined ? undefined : `did you mean ${meant}?`;
}

/** The hint for a rule that does not exist. */
export function unknownRuleHint(glob: string): string {
  const rules = Object.keys(CATALOG);
  const groups = new Set(['schema', ...rules.map((rule) => rule.slice(0, rule.indexOf('/')))]);
  const globs = [...groups].map((group) => `${group}/*`);
  return didYouMean(glob, [...rules, ...globs]) ?? 'the README lists the rules; * stands for any characters: schema/*';
}

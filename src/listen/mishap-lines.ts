import { countOf } from '../problem/count.js';
import type { Mishaps } from './mishaps.js';

function listed(counts: Readonly<Record<string, number>>): string {
  const names = Object.keys(counts);
  return `${names.slice(0, 5).join(', ')}${names.length > 5 ? ' and others' : ''}`;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((all, one) => all + one, 0);
}

/** What went wrong beside the events that came, a line a kind. */
export function mishapLines({ brokenOff, withoutWriteKey, unknownPaths, refusedOrigins }: Mishaps): string[] {
  const lost = sum(unknownPaths);
  const refused = sum(refusedOrigins);
  return [
    ...(brokenOff > 0 ? [`${countOf(brokenOff, 'request')} broke off before the end; what was in it is lost`] : []),
    ...(withoutWriteKey > 0
      ? [`${countOf(withoutWriteKey, 'request')} came without a write key; Segment takes none of those`]
      : []),
    ...(lost > 0 ? [`${countOf(lost, 'request')} went to what is no path of the API: ${listed(unknownPaths)}`] : []),
    ...(refused > 0
      ? [
          `${countOf(refused, 'request')} of other machines’ pages turned away: ${listed(refusedOrigins)}; see --allow-origin`,
        ]
      : []),
  ];
}

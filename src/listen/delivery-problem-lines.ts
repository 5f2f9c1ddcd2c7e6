import { countOf } from '../text/count.js';
import type { DeliveryProblems } from './delivery-problems.js';

function listed(counts: Readonly<Record<string, number>>): string {
  const names = Object.keys(counts);
  return `${names.slice(0, 5).join(', ')}${names.length > 5 ? ' and others' : ''}`;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((all, one) => all + one, 0);
}

/** What went wrong beside the events that came, a line a kind. */
export function deliveryProblemLines({
  brokenOff,
  withoutWriteKey,
  unknownPaths,
  refusedOrigins,
}: DeliveryProblems): string[] {
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

import type { Summary } from '../check/summary.js';
import { MAX_COUNTED_NAMES, OTHER } from '../check/summary.js';
import type { KnownEvent } from '../schema/known-event.js';
import { formatCount } from '../text/count.js';
import { normalName } from '../text/normal-name.js';

/** How many names the line holds. */
const MAX_NAMES = 10;

/**
 * Names the events that no schema describes, the most frequent first, with their counts: `Not in the spec: Order Refunded (12)`.
 * A misspelled name of a known event is left out, since it is a problem of its own. Empty if there are none, or if `events` is: then nobody knows which events there are.
 */
export function outsideSpecText({ byEvent }: Summary, events: readonly KnownEvent[]): string {
  if (events.length === 0) return '';
  const known = new Set(
    events
      .flatMap(({ names, outdatedNames, otherNames }) => [...names, ...outdatedNames, ...otherNames])
      .map(normalName),
  );
  const outside = Object.entries(byEvent).filter(
    ([name]) => name !== OTHER && !name.startsWith('(') && !known.has(normalName(name)),
  );
  if (outside.length === 0) return '';
  const shown = outside.slice(0, MAX_NAMES).map(([name, count]) => `${name} (${formatCount(count)})`);
  const left = outside.length - shown.length;
  const isCut = Object.hasOwn(byEvent, OTHER);
  const more =
    left === 0 && !isCut
      ? []
      : [`${isCut ? `more than ${formatCount(MAX_COUNTED_NAMES - MAX_NAMES)}` : formatCount(left)} more`];
  const has = events.some(({ origin }) => origin !== 'spec')
    ? 'Not in the spec, your schemas or your plan'
    : 'Not in the spec';
  return `${has}: ${[...shown, ...more].join(', ')}`;
}

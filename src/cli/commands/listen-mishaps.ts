import type { Mishaps } from '../../listen/mishaps.js';
import { countOf } from '../../problem/count.js';
import type { Io } from '../io.js';

/** So many different mishaps are told as they happen; all are counted in the end. */
const MOST_TOLD = 20;

const TOLD: Readonly<Record<keyof Mishaps, (name: string) => string>> = {
  brokenOff: () => 'a request broke off before its end; what it held is lost',
  withoutWriteKey: () => 'a request came without a write key; Segment would not take it',
  unknownPaths: (name) => `${name} is no path of the API; what was sent there is lost`,
  refusedOrigins: (name) => `a page of ${name} was turned away; --allow-origin ${name} lets its events in`,
};

/** Tells of each kind of mishap once, when it first happens. */
export function tellMishaps(io: Io): (kind: keyof Mishaps, name?: string) => void {
  const told = new Set<string>();
  return (kind, name = '') => {
    const text = TOLD[kind](name);
    if (told.has(text) || told.size >= MOST_TOLD) return;
    told.add(text);
    io.stderr.write(`copilot-events: ${text}\n`);
  };
}

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

import type { Mishaps } from '../../listen/mishaps.js';
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

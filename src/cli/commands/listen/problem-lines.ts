import type { Io } from '../../../io.js';
import type { DeliveryProblems } from '../../../listen/delivery-problems.js';

/** At most this many different messages are printed as they happen; all are counted at the end. */
const MAX_MESSAGES = 20;

const TEXTS: Readonly<Record<keyof DeliveryProblems, (name: string) => string>> = {
  brokenOff: () => 'a request broke off before its end; what it held is lost',
  withoutWriteKey: () => 'a request came without a write key; Segment would not take it',
  unknownPaths: (name) => `${name} is no path of the API; what was sent there is lost`,
  refusedOrigins: (name) => `a page of ${name} was turned away; --allow-origin ${name} lets its events in`,
};

/** Prints each kind of delivery problem once, when it first happens. */
export function reportDeliveryProblems(io: Io): (kind: keyof DeliveryProblems, name?: string) => void {
  const printed = new Set<string>();
  return (kind, name = '') => {
    const text = TEXTS[kind](name);
    if (printed.has(text) || printed.size >= MAX_MESSAGES) return;
    printed.add(text);
    io.stderr.write(`copilot-events: ${text}\n`);
  };
}

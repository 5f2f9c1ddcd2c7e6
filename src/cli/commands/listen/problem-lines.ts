import type { Io } from '../../../io.js';
import { deliveryProblemLines } from '../../../listen/delivery-problem-lines.js';
import type { DeliveryProblems, OnDeliveryProblem } from '../../../listen/delivery-problems.js';
import { DeliveryProblemCounter } from '../../../listen/delivery-problems.js';
import { showMessage } from '../../../output/show-message.js';

/** At most this many different messages are printed as they happen; all are counted at the end. */
const MAX_MESSAGES = 20;

function show(problems: DeliveryProblems, io: Io): void {
  for (const line of deliveryProblemLines(problems)) showMessage(line, io);
}

/** Prints each kind of delivery problem once, when it first happens. */
export function reportDeliveryProblems(io: Io): OnDeliveryProblem {
  const printed = new Set<string>();
  return (problem) => {
    const { kind, name = '' } = problem;
    const key = `${kind} ${name}`;
    // The forwarder prints its failures itself.
    if (kind === 'notForwarded' || printed.has(key) || printed.size >= MAX_MESSAGES) return;
    printed.add(key);
    const counter = new DeliveryProblemCounter();
    counter.add(problem);
    show(counter.counts, io);
  };
}

/** Prints the delivery problems of a run at its end. With `quiet`, only if events were lost, which makes the run fail. */
export function showDeliveryProblems(problems: DeliveryProblems, quiet: boolean, io: Io): void {
  if (!quiet || problems.lostRequests > 0) show(problems, io);
}

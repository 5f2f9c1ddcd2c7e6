import type { LateProblem } from '../check/late-problem.js';
import type { Summary } from '../check/summary.js';
import { SummaryCounter } from '../check/summary.js';
import type { DeliveryProblem, DeliveryProblems } from './delivery-problems.js';
import { DeliveryProblemCounter } from './delivery-problems.js';

/** Counts everything that came since it was made. */
export class Tally {
  readonly #records = new SummaryCounter();
  readonly #delivery = new DeliveryProblemCounter();
  readonly #start = performance.now();
  #requests = 0;

  addRequest(bytes: number): void {
    this.#requests++;
    this.#records.bytes += bytes;
  }

  addRecord(record: Parameters<SummaryCounter['add']>[0], name: string): void {
    this.#records.add(record, name);
  }

  addLate(late: LateProblem): void {
    this.#records.addLate(late);
  }

  addDeliveryProblem(problem: DeliveryProblem): void {
    this.#delivery.add(problem);
  }

  get deliveryProblems(): DeliveryProblems {
    return this.#delivery.counts;
  }

  get summary(): Summary {
    return this.#summaryOf(this.#records);
  }

  /** The summary with problems that are known only beside other records. */
  summaryWith(problems: Iterable<LateProblem>): Summary {
    const records = new SummaryCounter();
    records.merge(this.#records);
    for (const late of problems) records.addLate(late);
    return this.#summaryOf(records);
  }

  #summaryOf(records: SummaryCounter): Summary {
    const { files, ...counted } = records.summary(Math.round(performance.now() - this.#start));
    const { lostRequests } = this.#delivery.counts;
    return { files, requests: this.#requests, ...(lostRequests === 0 ? {} : { lostRequests }), ...counted };
  }
}

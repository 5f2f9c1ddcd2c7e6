import type { Summary } from '../check/summary.js';
import type { DeliveryProblems } from './delivery-problems.js';

/** What `GET /_/summary` answers: what came since the last reset, and the delivery problems since then. */
export type ListenSummary = Summary & DeliveryProblems;

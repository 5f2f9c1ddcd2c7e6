import type { Summary } from '../check/summary.js';

/** The numbers of a summary that a report for another program repeats in its own terms. */
export function summaryCounts(summary: Summary): Record<string, number> {
  const { files, records, valid, invalid, errors, warnings } = summary;
  return { files, records, valid, invalid, errors, warnings };
}

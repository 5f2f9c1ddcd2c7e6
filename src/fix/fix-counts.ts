import type { Summary } from '../check/summary.js';
import { NameCounts } from '../check/summary.js';
import { countOf, formatCount } from '../text/count.js';
import type { FixedRecord } from './fix-record.js';

/** What a run of `fix` ends with: what is left, as `validate` counts it, and what was fixed. */
export interface FixSummary extends Summary {
  /** Records that were changed. */
  readonly fixed: number;
  /** Fixes by rule; what `--defaults` filled in under that name. */
  readonly byFix: Readonly<Record<string, number>>;
}

/** Counts fixes while a run goes on. */
export class FixCounts {
  /** Records that were changed. */
  fixed = 0;
  /** Records that could not be read, and in which nothing can be masked. */
  unreadable = 0;
  readonly #byFix = new NameCounts();

  add({ fixes, checked }: FixedRecord): void {
    if (checked.value === undefined) this.unreadable++;
    if (fixes.length === 0) return;
    this.fixed++;
    for (const { reason, changes } of fixes) {
      // Each field that was masked was a problem of its own.
      this.#byFix.add(reason, changes.every(({ masked }) => masked !== undefined) ? changes.length : 1);
    }
  }

  summary(left: Summary): FixSummary {
    return { ...left, fixed: this.fixed, byFix: this.#byFix.toObject() };
  }
}

/** The summary for people, a line an element. */
export function fixText({ records, fixed, byFix }: FixSummary, isDiff: boolean): string[] {
  const counts = Object.entries(byFix);
  if (counts.length === 0) return [`nothing to fix in ${countOf(records, 'record')}`];
  const all = counts.reduce((sum, [, count]) => sum + count, 0);
  const would = isDiff ? ' would be made' : '';
  const width = Math.max(...counts.map(([, count]) => formatCount(count).length));
  return [
    `${countOf(all, 'fix', 'fixes')}${would} in ${formatCount(fixed)} of ${countOf(records, 'record')}`,
    ...counts.map(([reason, count]) => `    ${formatCount(count).padStart(width)}  ${reason}`),
  ];
}

import type { Summary } from '../check/summary.js';
import { NameCounts } from '../check/summary.js';
import { countOf, formatCount } from '../problem/count.js';
import type { FixedRecord } from './fix-record.js';

/** What a run of `fix` ends with: what is left, as `validate` counts it, and what was mended. */
export interface FixSummary extends Summary {
  /** Records that were changed. */
  readonly mended: number;
  /** Mends by rule; what `--defaults` filled in under that name. */
  readonly byMend: Readonly<Record<string, number>>;
}

/** Counts mends while a run goes on. */
export class FixCounts {
  /** Records that were changed. */
  mended = 0;
  /** Records that could not be read, and in which nothing can be masked. */
  unreadable = 0;
  readonly #byMend = new NameCounts();

  add({ mends, checked }: FixedRecord): void {
    if (checked.value === undefined) this.unreadable++;
    if (mends.length === 0) return;
    this.mended++;
    for (const { reason, changes } of mends) {
      // Each field that was masked was a problem of its own.
      this.#byMend.add(reason, changes.every(({ masked }) => masked !== undefined) ? changes.length : 1);
    }
  }

  summary(left: Summary): FixSummary {
    return { ...left, mended: this.mended, byMend: this.#byMend.toObject() };
  }
}

/** The summary for people, a line an element. */
export function fixText({ records, mended, byMend }: FixSummary, isDiff: boolean): string[] {
  const counts = Object.entries(byMend);
  if (counts.length === 0) return [`nothing to mend in ${countOf(records, 'record')}`];
  const all = counts.reduce((sum, [, count]) => sum + count, 0);
  const would = isDiff ? ' would be made' : '';
  const width = Math.max(...counts.map(([, count]) => formatCount(count).length));
  return [
    `${countOf(all, 'mend')}${would} in ${formatCount(mended)} of ${countOf(records, 'record')}`,
    ...counts.map(([reason, count]) => `    ${formatCount(count).padStart(width)}  ${reason}`),
  ];
}

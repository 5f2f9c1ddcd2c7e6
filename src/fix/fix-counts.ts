import { countedName } from '../check/check-sources.js';
import type { Summary } from '../check/summary.js';
import { NameCounts, SummaryCounter } from '../check/summary.js';
import { countOf, formatCount } from '../text/count.js';
import type { FixedRecord } from './fix-record.js';

/** The summary of a run of `fix`: what is left, as `validate` counts it, and what was fixed. */
export interface FixSummary extends Summary {
  /** Records that were changed. */
  readonly fixed: number;
  /** Fixes by rule; fields that `--defaults` filled in count under `--defaults`. */
  readonly byFix: Readonly<Record<string, number>>;
}

/** Counts the records and fixes of logs whose result is kept or dropped as one. */
export class LogCounts {
  /** The records as they were read: what counts if the result is dropped. */
  readonly asRead = new SummaryCounter();
  /** The records after the fixes: what counts if the result is kept. */
  readonly asFixed = new SummaryCounter();
  /** Records that were changed. */
  fixed = 0;
  /** Records that could not be read, so that nothing in them can be masked. */
  unreadable = 0;
  readonly byFix = new NameCounts();

  addFile(): void {
    for (const counter of [this.asRead, this.asFixed]) counter.files++;
  }

  addBytes(bytes: number): void {
    for (const counter of [this.asRead, this.asFixed]) counter.bytes += bytes;
  }

  add({ original, fixes, checked }: FixedRecord): void {
    this.asRead.add(original, countedName(original));
    this.asFixed.add(checked, countedName(checked));
    if (checked.value === undefined) this.unreadable++;
    if (fixes.length === 0) return;
    this.fixed++;
    for (const { reason, changes } of fixes) {
      // Each field that was masked was a problem of its own.
      this.byFix.add(reason, changes.every(({ masked }) => masked !== undefined) ? changes.length : 1);
    }
  }
}

/** Adds up the logs of a run. */
export class FixCounts {
  readonly #counter = new SummaryCounter();
  /** Records that could not be read, so that nothing in them can be masked. */
  unreadable = 0;
  #fixed = 0;
  readonly #byFix = new NameCounts();

  /** Adds logs. `isKept`: whether their result was written; if not, nothing in them was fixed. */
  add({ asRead, asFixed, fixed, unreadable, byFix }: LogCounts, isKept: boolean): void {
    this.#counter.merge(isKept ? asFixed : asRead);
    this.unreadable += unreadable;
    if (!isKept) return;
    this.#fixed += fixed;
    this.#byFix.merge(byFix);
  }

  summary(durationMs: number): FixSummary {
    return { ...this.#counter.summary(durationMs), fixed: this.#fixed, byFix: this.#byFix.toObject() };
  }
}

/**
 * The summary for people, one line per element. `isDiff`: whether the fixes are only shown. `isIncomplete`: whether a result
 * could not be written or a log not be read.
 */
export function fixText(
  { records, fixed, byFix }: FixSummary,
  { isDiff, isIncomplete }: { readonly isDiff: boolean; readonly isIncomplete: boolean },
): string[] {
  const counts = Object.entries(byFix);
  if (counts.length === 0)
    return [isIncomplete ? 'no fix was made' : `nothing to fix in ${countOf(records, 'record')}`];
  const all = counts.reduce((sum, [, count]) => sum + count, 0);
  const would = isDiff ? ' would be made' : '';
  const width = Math.max(...counts.map(([, count]) => formatCount(count).length));
  return [
    `${countOf(all, 'fix', 'fixes')}${would} in ${formatCount(fixed)} of ${countOf(records, 'record')}`,
    ...counts.map(([reason, count]) => `    ${formatCount(count).padStart(width)}  ${reason}`),
  ];
}

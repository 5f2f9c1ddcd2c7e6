import { countOf, formatCount } from '../text/count.js';
import { safeName } from '../text/safe-name.js';
import type { DryRunSummary } from './dry-run.js';
import type { SendCounts } from './send-counts.js';
import type { SummaryTextOptions } from './summary-text.js';
import { messageIdLines, noRecordsLine, reasonLines } from './summary-text.js';

/** How many lines a table has at most; JSON has them all. */
const MAX_TABLE_LINES = 20;

function table(counts: Readonly<Record<string, number>>, label: string): string[] {
  const rows = Object.entries(counts).map(([name, count]) => `    ${label}${formatCount(count).padStart(9)}  ${name}`);
  const more = rows.length - MAX_TABLE_LINES;
  return more > 0
    ? [...rows.slice(0, MAX_TABLE_LINES), `    ${label}and ${formatCount(more)} more; see -f json`]
    : rows;
}

/** The summary of a dry run for people, one line an element; the lines of `sampleLines` stand below it. */
export function dryRunText(dryRun: DryRunSummary, counts: SendCounts, options: SummaryTextOptions): string[] {
  const { host, duration, styles } = options;
  const { records } = counts.summary();
  if (records === 0) return [noRecordsLine(options)];
  const { batches, bytes, earliest, latest, stamped, sample } = dryRun;
  const mark = counts.allAccepted ? styles.green('✔') : styles.red('✖');
  const would = counts.countOf('dry-run');
  const inBatches = `${countOf(batches, 'batch', 'batches')}, ${countOf(bytes, 'byte')}`;
  const get = `  ${countOf(stamped, 'record')} ${stamped === 1 ? 'has' : 'have'} no timestamp and would get the time of sending.`;
  return [
    `${mark} ${styles.bold(`nothing was sent: ${formatCount(would)} of ${countOf(records, 'record')} would go to ${host}`)} ${styles.dim(`(${inBatches}, ${duration})`)}`,
    ...reasonLines(counts, undefined, ['dry-run']),
    ...table(dryRun.byEvent, ''),
    ...(earliest === null ? [] : [`  Timestamps from ${earliest} to ${latest}.`]),
    ...(stamped === 0 ? [] : [get]),
    ...messageIdLines(counts, 'would go out'),
    ...table(dryRun.dropped, 'dropped'),
    ...table(dryRun.changed, 'changed'),
    ...(sample === null ? [] : ['  The first event as it would go out:']),
  ];
}

/** The event that `dryRunText` announces at its end, as JSON; nothing if there is none. */
export function sampleLines({ sample }: DryRunSummary): string[] {
  if (sample === null) return [];
  return JSON.stringify(sample, null, 2)
    .split('\n')
    .map((line) => `  ${safeName(line, line.length)}`);
}

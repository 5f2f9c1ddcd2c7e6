import { countOf, formatCount } from '../text/count.js';
import type { EarlierRuns } from './checkpoint-file.js';
import type { Outcome } from './outcome.js';
import { reasonText } from './outcome.js';
import type { SendCounts } from './send-counts.js';

/** Styles text for a terminal, or leaves it as it is. */
type Styles = Readonly<Record<'bold' | 'dim' | 'green' | 'red', (text: string) => string>>;

/** Options of the summary. */
export interface SummaryTextOptions {
  /** Host and port of the endpoint. */
  readonly host: string;
  /** Host and port of the proxy that lies between; undefined if none does. */
  readonly proxy: string | undefined;
  /** How long it took, as text. */
  readonly duration: string;
  /** Whether the run was a trial with some records. */
  readonly isTrial: boolean;
  /** What earlier runs with the same checkpoint have done. */
  readonly earlier: EarlierRuns | undefined;
  readonly styles: Styles;
}

const LABELS: Readonly<Record<Outcome, string>> = {
  accepted: 'accepted',
  rejected: 'rejected',
  unknown: 'unknown',
  notSent: 'not sent',
};

/** A 200 is given to any key, as measured on Segment's API. */
const PROOF = 'A 200 does not prove that the write key is right: look at the source’s debugger in Segment.';

const TRIAL =
  'That was the trial. A 200 does not prove that the write key is right: now look at your source’s debugger';

function headline(counts: SendCounts): string {
  const { records, accepted, rejected, unknown, notSent } = counts.summary();
  if (accepted === records) {
    return `${countOf(records, 'record')}, ${records === 1 ? '' : 'all '}accepted by the endpoint`;
  }
  if (counts.allAccepted && accepted > 0) {
    return `${formatCount(accepted)} of ${countOf(records, 'record')} asked for, ${accepted === 1 ? '' : 'all '}accepted by the endpoint`;
  }
  const counted = `${formatCount(accepted)} accepted by the endpoint, ${formatCount(rejected)} rejected`;
  return `${countOf(records, 'record')}: ${counted}, ${formatCount(unknown)} unknown, ${formatCount(notSent)} not sent`;
}

/** Returns a line for each reason but those left out. `proxy`: the proxy that lies between. */
export function reasonLines(counts: SendCounts, proxy: string | undefined, leftOut: readonly string[] = []): string[] {
  const reasons = counts.reasons.filter(({ reason }) => !leftOut.includes(reason));
  const widest = Math.max(0, ...reasons.map(({ count }) => formatCount(count).length));
  return reasons.map(({ outcome, reason, count }) => {
    const label = LABELS[outcome].padEnd(LABELS.rejected.length);
    return `    ${label}  ${formatCount(count).padStart(widest)}  ${reason}: ${reasonText(reason, proxy)}`;
  });
}

/** What earlier runs with the same checkpoint have done. */
function earlierLine({ accepted, rejected }: EarlierRuns): string {
  return `  Earlier runs had ${formatCount(accepted)} accepted and ${formatCount(rejected)} rejected.`;
}

/** The line about records that share a messageId; none if there are none. @param went `went out`, or `would go out` */
export function messageIdLines(counts: SendCounts, went: string): string[] {
  const { messageIds = 0, sharedMessageIds = 0 } = counts.summary();
  if (sharedMessageIds === 0) return [];
  const share = sharedMessageIds === 1 ? 'shares its messageId' : 'share their messageId';
  const ids = countOf(messageIds, 'different messageId');
  return [
    `  ${countOf(sharedMessageIds, 'record')} ${share} with a different one, and Segment keeps one event for each messageId: ${ids} ${went}.`,
  ];
}

/** The first line of a run that read no record: it has no mark, since there was nothing to send. */
export function noRecordsLine({ duration, styles }: SummaryTextOptions): string {
  return `${styles.bold('0 records')} ${styles.dim(`(nothing sent, ${duration})`)}`;
}

/** The summary of a run for people, one line an element. */
export function summaryText(counts: SendCounts, options: SummaryTextOptions): string[] {
  const { host, proxy, duration, isTrial, earlier, styles } = options;
  const { records, accepted } = counts.summary();
  const mark = counts.allAccepted ? styles.green('✔') : styles.red('✖');
  const sent = counts.batches === 0 ? 'nothing sent' : `${host}, ${countOf(counts.batches, 'batch', 'batches')}`;
  const { stamped } = counts;
  const stampedLine = `  ${countOf(stamped, 'record')} had no timestamp and got the time of sending.`;
  return [
    records === 0
      ? noRecordsLine(options)
      : `${mark} ${styles.bold(headline(counts))} ${styles.dim(`(${sent}, ${duration})`)}`,
    ...reasonLines(counts, proxy),
    ...(stamped === 0 ? [] : [stampedLine]),
    ...messageIdLines(counts, 'went out'),
    ...(earlier === undefined ? [] : [earlierLine(earlier)]),
    ...(accepted === 0 ? [] : [isTrial ? `  ${TRIAL}` : `  ${styles.dim(PROOF)}`]),
  ];
}

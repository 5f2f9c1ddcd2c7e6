import type { MessageIdTotals } from '../check/message-ids/message-id-rows.js';
import type { EarlierRuns } from './checkpoint-file.js';
import type { DryRunSummary } from './dry-run.js';
import type { FailedAttempt, Outcome, Reason } from './outcome.js';

/** How a run ended, in numbers. `accepted + rejected + unknown + notSent = records`. */
export interface SendSummary {
  /** All records that were read, the invalid ones included. */
  readonly records: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly unknown: number;
  /** Those passed over by `--event`, `--since` and `--until` included; what lies behind `--limit` is not read at all. */
  readonly notSent: number;
  /** The records that were not accepted, by reason; the most frequent first. */
  readonly byReason: Readonly<Record<string, number>>;
  /** How many different messageIds the records have that were sent, or would be. Left out if an earlier run had sent all, or if they could not be counted. */
  readonly messageIds?: number;
  /**
   * How many of these records share their messageId with another one and differ from it: Segment keeps one of them. Left out if
   * there are none.
   */
  readonly sharedMessageIds?: number;
  /** What earlier runs with the same checkpoint have done; not part of `records`. */
  readonly earlier?: EarlierRuns;
  /** What would go out, with `--dry-run`. */
  readonly dryRun?: DryRunSummary;
}

/** Counts the results of records. Each record is counted once when it is read and once when it has its result. */
export class SendCounts {
  readonly #outcomes = { accepted: 0, rejected: 0, unknown: 0, notSent: 0 };
  readonly #reasons = new Map<string, { readonly outcome: Outcome; readonly reason: Reason; count: number }>();
  records = 0;
  /** Records without a timestamp that were accepted: the SDK stamped them with the time of sending. */
  stamped = 0;
  batches = 0;
  /** The messageIds of the records whose batch was begun; known when the run has finished. */
  messageIds: MessageIdTotals | undefined;

  /** Counts a record that was accepted. */
  accept(): void {
    this.#outcomes.accepted++;
  }

  /** Counts a record that was not. */
  fail(outcome: FailedAttempt['outcome'], reason: Reason): void {
    this.#outcomes[outcome]++;
    const key = `${outcome} ${reason}`;
    const known = this.#reasons.get(key);
    if (known === undefined) this.#reasons.set(key, { outcome, reason, count: 1 });
    else known.count++;
  }

  /** Counts a record that is not asked for. */
  passOver(): void {
    this.records++;
    this.fail('notSent', 'passed-over');
  }

  /** How many records were not asked for. */
  get passedOver(): number {
    return this.countOf('passed-over');
  }

  /** How many records have this reason. */
  countOf(reason: Reason): number {
    return this.reasons.reduce((sum, known) => sum + (known.reason === reason ? known.count : 0), 0);
  }

  /** Whether every record that was asked for was accepted, or would be. */
  get allAccepted(): boolean {
    return this.#outcomes.accepted + this.passedOver + this.countOf('dry-run') === this.records;
  }

  /** The reasons with what they led to, the most frequent first. */
  get reasons(): readonly { readonly reason: Reason; readonly outcome: Outcome; readonly count: number }[] {
    const all = [...this.#reasons.values()];
    return all.sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
  }

  summary(): SendSummary {
    const byReason: Record<string, number> = {};
    for (const { reason, count } of this.reasons) byReason[reason] = (byReason[reason] ?? 0) + count;
    const { ids, repeated = 0 } = this.messageIds ?? {};
    return {
      ...{ records: this.records, ...this.#outcomes, byReason },
      ...(ids === undefined ? {} : { messageIds: ids }),
      ...(repeated === 0 ? {} : { sharedMessageIds: repeated }),
    };
  }
}

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
  /** What earlier runs with the same checkpoint have settled; not part of `records`. */
  readonly earlier?: EarlierRuns;
  /** What would go out, with `--dry-run`. */
  readonly dryRun?: DryRunSummary;
}

/** Counts how records end. Each is counted once when it is read and once when it is settled. */
export class SendCounts {
  readonly #outcomes = { accepted: 0, rejected: 0, unknown: 0, notSent: 0 };
  readonly #reasons = new Map<Reason, { readonly outcome: Outcome; count: number }>();
  records = 0;
  /** Records without a timestamp that were accepted: the SDK stamped them with the time of sending. */
  stamped = 0;
  batches = 0;

  /** Settles a record that was accepted. */
  accept(): void {
    this.#outcomes.accepted++;
  }

  /** Settles a record that was not. */
  fail(outcome: FailedAttempt['outcome'], reason: Reason): void {
    this.#outcomes[outcome]++;
    const known = this.#reasons.get(reason);
    if (known === undefined) this.#reasons.set(reason, { outcome, count: 1 });
    else known.count++;
  }

  /** Settles a record that is not asked for. */
  passOver(): void {
    this.records++;
    this.fail('notSent', 'passed-over');
  }

  /** How many records were not asked for: they are not sent, and that is as it should be. */
  get passedOver(): number {
    return this.countOf('passed-over');
  }

  /** The records that no later run has to send. */
  get settled(): EarlierRuns {
    const { accepted, rejected } = this.#outcomes;
    return { accepted, rejected, passedOver: this.passedOver };
  }

  /** How many records have this reason. */
  countOf(reason: Reason): number {
    return this.#reasons.get(reason)?.count ?? 0;
  }

  /** Whether every record that was asked for was accepted, or would be. */
  get allAccepted(): boolean {
    return this.#outcomes.accepted + this.passedOver + this.countOf('dry-run') === this.records;
  }

  /** The reasons with what they led to, the most frequent first. */
  get reasons(): readonly { readonly reason: Reason; readonly outcome: Outcome; readonly count: number }[] {
    const all = [...this.#reasons].map(([reason, { outcome, count }]) => ({ reason, outcome, count }));
    return all.sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
  }

  summary(): SendSummary {
    const byReason = Object.fromEntries(this.reasons.map(({ reason, count }) => [reason, count]));
    return { records: this.records, ...this.#outcomes, byReason };
  }
}

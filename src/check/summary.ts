import type { ConversationSummary } from '../conversations/conversation-measures.js';
import type { Problem } from '../problem/problem.js';
import type { AcceptedRecords } from '../scan/accepted-records.js';
import type { AcceptedName } from '../scan/scanner.js';
import { BoundedMap, byLength } from '../text/bounded-map.js';
import type { CheckResult } from './check-result.js';
import type { LateProblem } from './late-problem.js';
import type { RepeatedRecord } from './repeated-record.js';

/** The name under which everything beyond `MAX_COUNTED_NAMES` is counted. */
export const OTHER = '(other)';

/** How many names are counted apart: names come from the log, and there may be millions. */
export const MAX_COUNTED_NAMES = 1000;

/** Counts by name as plain data. */
export interface PlainNameCounts {
  readonly names: readonly (readonly [name: string, count: number])[];
  readonly other: number;
}

/**
 * Counts by name, bounded: beyond a thousand names, the shortest are kept and the others count under `(other)`. So the result
 * does not depend on the order in which the names come.
 */
export class NameCounts {
  readonly #counts = new BoundedMap<{ count: number }>(MAX_COUNTED_NAMES, byLength);
  #other = 0;

  add(name: string, by = 1): void {
    const known = this.#counts.get(name);
    if (known !== undefined) known.count += by;
    else if (name === OTHER || !this.#counts.admits(name)) this.#other += by;
    else this.#other += this.#counts.add(name, { count: by })?.count ?? 0;
  }

  /** The counts as plain data. */
  toJSON(): PlainNameCounts {
    return { names: this.#counts.entries().map(([name, { count }]) => [name, count] as const), other: this.#other };
  }

  /** Adds counts that were plain data. */
  addPlain({ names, other }: PlainNameCounts): void {
    for (const [name, count] of names) this.add(name, count);
    this.#other += other;
  }

  /** Adds the counts of another. */
  merge(other: NameCounts): void {
    for (const [name, { count }] of other.#counts.entries()) this.add(name, count);
    this.#other += other.#other;
  }

  /** The counts as an object, the greatest first. */
  toObject(): Record<string, number> {
    const counts = this.#counts.entries().map(([name, { count }]) => [name, count] as const);
    if (this.#other > 0) counts.push([OTHER, this.#other]);
    return Object.fromEntries(counts.sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)));
  }
}

/** Counts the names of records that the scanner accepted by their numbers: where runs are short, a look-up for each takes longer. */
class AcceptedNameCounts {
  readonly #target: NameCounts;
  #names: readonly AcceptedName[] = [];
  #counts = new Uint32Array(0);

  /** @param target gets the counts with each `flush` */
  constructor(target: NameCounts) {
    this.#target = target;
  }

  add(run: AcceptedRecords, from: number, to: number): void {
    const { names } = run;
    if (this.#names !== names) this.flush();
    this.#names = names;
    // The scanner may have learned names since the last call.
    if (this.#counts.length < names.length) {
      const counts = new Uint32Array(2 * names.length);
      counts.set(this.#counts);
      this.#counts = counts;
    }
    run.countNames(from, to, this.#counts);
  }

  flush(): void {
    for (const [number, { counted }] of this.#names.entries()) {
      const count = this.#counts[number] as number;
      if (count > 0) this.#target.add(counted, count);
    }
    this.#counts.fill(0);
  }
}

/** What a run found of the problems in a baseline, in numbers. */
export interface BaselineCounts {
  /** Known problems, which are not among the errors and warnings. */
  readonly known: number;
  /** Entries that were found more often than recorded. */
  readonly grown: number;
  /** Entries that were found less often than recorded. */
  readonly fewer: number;
  /** Entries that were not found. */
  readonly gone: number;
}

/** What a run found, in numbers. `valid + invalid = records`. `schemas/report.schema.json` describes it. */
export interface Summary {
  readonly files: number;
  /** How many requests the records came in, if they came in requests. */
  readonly requests?: number;
  /** How many requests brought events that were never checked; left out if there were none. */
  readonly lostRequests?: number;
  readonly records: number;
  readonly valid: number;
  readonly invalid: number;
  readonly errors: number;
  readonly warnings: number;
  /** Bytes of text that were read, unpacked. */
  readonly bytes: number;
  readonly durationMs: number;
  /** Records by event; other calls under the call's name in parentheses. */
  readonly byEvent: Readonly<Record<string, number>>;
  /** Problems by rule. */
  readonly byRule: Readonly<Record<string, number>>;
  /** What the conversations are like; only in reports that show it, and only if a rule about conversations is on. */
  readonly conversations?: ConversationSummary;
  /** Only with a baseline. */
  readonly baseline?: BaselineCounts;
  /** Why the run is incomplete, or read nothing: it is no success, whatever its records are like. Left out if it is complete. */
  readonly failures?: readonly string[];
}

/** The counts of records without those of their problems. */
export interface RecordCounts extends Pick<Summary, 'records' | 'valid' | 'bytes'> {
  readonly byEvent: PlainNameCounts;
}

/** Adds up a summary while a run goes on. */
export class SummaryCounter {
  files = 0;
  records = 0;
  valid = 0;
  errors = 0;
  warnings = 0;
  bytes = 0;
  readonly #names = new NameCounts();
  readonly #acceptedNames = new AcceptedNameCounts(this.#names);
  readonly #byRule = new NameCounts();

  get #byEvent(): NameCounts {
    this.#acceptedNames.flush();
    return this.#names;
  }

  /** Counts a record under a name. */
  add({ valid, problems }: Pick<CheckResult, 'valid' | 'problems'>, eventName: string): void {
    this.records++;
    if (valid) this.valid++;
    this.#names.add(eventName);
    for (const problem of problems) this.#addProblem(problem);
  }

  /** Counts a record whose findings are known from another one. */
  addRepeated({ run, index, shared }: RepeatedRecord): void {
    this.records++;
    if (shared.valid) this.valid++;
    this.#names.add(run.nameOf(index).counted);
    for (const { problem } of shared.problems) this.#addProblem(problem);
  }

  /** Counts a problem that is found only after its record was counted. */
  addLate(late: Pick<LateProblem, 'problem' | 'ofValid'>): void {
    this.addKnownLate(late);
    this.#addProblem(late.problem);
  }

  /** Counts only what such a problem means for its record: the problem itself is set aside. */
  addKnownLate({ problem, ofValid }: Pick<LateProblem, 'problem' | 'ofValid'>): void {
    if (ofValid && problem.severity === 'error') this.valid--;
  }

  #addProblem({ severity, rule }: Problem): void {
    if (severity === 'error') this.errors++;
    else this.warnings++;
    this.#byRule.add(rule);
  }

  /** Counts records without a problem. */
  addValid(eventName: string, count: number): void {
    this.records += count;
    this.valid += count;
    this.#names.add(eventName, count);
  }

  /** Counts records that the scanner accepted, `from` inclusive, `to` exclusive. */
  addAccepted(run: AcceptedRecords, from: number, to: number): void {
    this.records += to - from;
    this.valid += to - from;
    this.#acceptedNames.add(run, from, to);
  }

  /** The counts of records, which do not depend on what is known of their problems, as plain data. */
  recordCounts(): RecordCounts {
    const { records, valid, bytes } = this;
    return { records, valid, bytes, byEvent: this.#byEvent.toJSON() };
  }

  /** Adds counts of records that were plain data. */
  addRecordCounts({ records, valid, bytes, byEvent }: RecordCounts): void {
    this.records += records;
    this.valid += valid;
    this.bytes += bytes;
    this.#names.addPlain(byEvent);
  }

  /** Counts a problem of a record that is counted. */
  addProblem(problem: Problem): void {
    this.#addProblem(problem);
  }

  /** Adds what another has counted. */
  merge(other: SummaryCounter): void {
    this.files += other.files;
    this.records += other.records;
    this.valid += other.valid;
    this.errors += other.errors;
    this.warnings += other.warnings;
    this.bytes += other.bytes;
    this.#names.merge(other.#byEvent);
    this.#byRule.merge(other.#byRule);
  }

  summary(durationMs: number): Summary {
    const { files, records, valid, errors, warnings, bytes } = this;
    return {
      files,
      records,
      valid,
      invalid: records - valid,
      errors,
      warnings,
      bytes,
      durationMs,
      byEvent: this.#byEvent.toObject(),
      byRule: this.#byRule.toObject(),
    };
  }
}

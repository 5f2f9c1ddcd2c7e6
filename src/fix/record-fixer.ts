import type { CheckedRecord, FoundRecord } from '../check/check-record.js';
import type { LevelOf } from '../check/rule-levels.js';
import type { Finding } from '../problem/finding.js';
import type { RawRecord } from '../record/record.js';
import type { Change } from './edit-text.js';
import { EditableText } from './edit-text.js';
import type { Fix } from './fixes.js';
import { choosableRules, fixFor } from './fixes.js';
import { newProblems } from './no-new-problems.js';
import { parentPointers } from './pointers.js';
import { TouchedPlaces } from './touched-places.js';

/** What was done to a record for one reason. */
export interface AppliedFix {
  /** The rule whose problem is gone, or `--defaults`. */
  readonly reason: string;
  readonly changes: readonly Change[];
}

/** A record with all that is wrong with it; checked, if that is no more than a report shows. */
export type FoundOrChecked = Pick<FoundRecord, 'value' | 'call' | 'callRecord' | 'findings'> | CheckedRecord;

/** A record between two fixes. */
export interface FixState {
  readonly text: string;
  readonly found: FoundOrChecked;
  readonly fixes: readonly AppliedFix[];
}

/** What a record is fixed with. */
export interface RecordFixerOptions {
  /** Finds what is wrong with a record, all of it. */
  readonly find: (raw: RawRecord) => FoundOrChecked;
  readonly levelOf: LevelOf;
  readonly now: () => number;
  readonly isChosen?: (rule: string) => boolean;
}

/** Fixes that were made at once, and the record after them. */
interface Attempt {
  readonly fixes: readonly Fix[];
  readonly changes: ReadonlyMap<Fix, readonly Change[]>;
  readonly after: FixState;
}

/** How often a record is checked at most, so that its time depends on its size only, whatever is wrong with it. */
const MAX_ATTEMPTS = 64;

/** How many bytes are checked for one record, repeats included; a large record is still checked `MIN_ATTEMPTS` times. */
const MAX_BYTES = 64 * 1024 * 1024;
const MIN_ATTEMPTS = 8;

function keyOf({ rule, pointer }: { readonly rule: string; readonly pointer: string }): string {
  return `${rule} ${pointer}`;
}

/**
 * Fixes one record. All fixes that do not touch each other's values are tried at once; only if some of them do harm are they
 * tried apart.
 */
export class RecordFixer {
  readonly #raw: RawRecord;
  readonly #options: RecordFixerOptions;
  #attempts: number;

  constructor(raw: RawRecord, options: RecordFixerOptions) {
    this.#raw = raw;
    this.#options = options;
    const affordable = Math.floor(MAX_BYTES / Math.max(1, raw.bytes.length));
    this.#attempts = Math.max(MIN_ATTEMPTS, Math.min(MAX_ATTEMPTS, affordable));
  }

  /** The record with another text. */
  changed(state: FixState, text: string, fixes: readonly AppliedFix[]): FixState {
    return { text, found: this.#find(text), fixes: [...state.fixes, ...fixes] };
  }

  /** Fixes until nothing more can be fixed. `looksAhead`: whether problems that a fix brings to light are fixed with it. */
  fixAll(state: FixState, looksAhead = true): FixState {
    let current = state;
    for (;;) {
      const better = this.#improve(current, this.#fixesFor(current), looksAhead);
      if (better === undefined) return current;
      current = better;
    }
  }

  /** Whether a state has no problem that an earlier one did not have. */
  isBetter(before: FixState, after: FixState): boolean {
    return this.#newProblems(before, after).length === 0;
  }

  #find(text: string): FoundOrChecked {
    return this.#options.find({ ...this.#raw, bytes: Buffer.from(text) });
  }

  #problemsOf({ found }: FixState): Finding[] {
    return found.findings.filter(({ rule }) => this.#options.levelOf(rule) !== 'off');
  }

  #newProblems(before: FixState, after: FixState): readonly Finding[] {
    const changes = after.fixes.slice(before.fixes.length).flatMap((fix) => fix.changes);
    return newProblems(this.#problemsOf(before), this.#problemsOf(after), changes);
  }

  #fixesFor(state: FixState): Fix[] {
    const { value } = state.found;
    if (value === undefined) return [];
    const text = new EditableText(state.text);
    const context = { value, literalAt: (pointer: string) => text.literalAt(pointer) ?? '', now: this.#options.now() };
    const { isChosen = () => true } = this.#options;
    return this.#problemsOf(state)
      .filter((finding) => choosableRules(finding).some(isChosen))
      .flatMap((finding) => fixFor(finding, context) ?? []);
  }

  /** The record with as many of the fixes as do no harm; undefined if there is none. */
  #improve(state: FixState, fixes: readonly Fix[], looksAhead: boolean): FixState | undefined {
    const attempt = this.#try(state, fixes);
    if (attempt === undefined) return undefined;
    const left = this.#ineffective(attempt);
    if (left.size === 0) {
      if (this.isBetter(state, attempt.after)) return attempt.after;
      const further = looksAhead ? this.fixAll(attempt.after, false) : attempt.after;
      if (this.isBetter(state, further)) return further;
    }
    const bad = left.size > 0 ? left : this.#harmful(state, attempt);
    const [good, others] = bad.size > 0 ? divided(attempt.fixes, (fix) => !bad.has(fix)) : halves(attempt.fixes);
    if (good.length === 0 || others.length === 0) return undefined;
    const better = this.#improve(state, good, looksAhead);
    return this.#improve(better ?? state, this.#stillNeeded(better ?? state, others), looksAhead) ?? better;
  }

  /** Those of some fixes whose problem the state still has. */
  #stillNeeded(state: FixState, fixes: readonly Fix[]): Fix[] {
    const problems = new Set(this.#problemsOf(state).map(keyOf));
    return fixes.filter((fix) => problems.has(keyOf(fix)));
  }

  /** Makes all those fixes at once that touch values of their own; undefined if none can be made. */
  #try(state: FixState, fixes: readonly Fix[]): Attempt | undefined {
    if (fixes.length === 0 || this.#attempts === 0) return undefined;
    const text = new EditableText(state.text);
    const touched = new TouchedPlaces();
    const changes = new Map<Fix, readonly Change[]>();
    for (const fix of fixes) {
      const made = touched.add(fix.edits) ? text.apply(fix.edits) : undefined;
      if (made !== undefined) changes.set(fix, made);
    }
    if (changes.size === 0) return undefined;
    this.#attempts--;
    const made = Array.from(changes, ([{ rule }, changes]): AppliedFix => ({ reason: rule, changes }));
    return { fixes: [...changes.keys()], changes, after: this.changed(state, text.toString(), made) };
  }

  /** The fixes whose problem is still there. */
  #ineffective({ fixes, after }: Attempt): Set<Fix> {
    return new Set(this.#stillNeeded(after, fixes));
  }

  /** The fixes at whose places there are new problems. */
  #harmful(state: FixState, { changes, after }: Attempt): Set<Fix> {
    const fixOf = new Map<string, Fix>();
    for (const [fix, made] of changes) {
      for (const place of made.flatMap(({ from, to }) => [from, to])) {
        if (place !== undefined) fixOf.set(place, fix);
      }
    }
    const places = this.#newProblems(state, after).flatMap(({ pointer }) => [pointer, ...parentPointers(pointer)]);
    return new Set(places.flatMap((place) => fixOf.get(place) ?? []));
  }
}

function divided<Item>(items: readonly Item[], isFirst: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}

function halves<Item>(items: readonly Item[]): [Item[], Item[]] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

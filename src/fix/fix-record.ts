import type { CheckedRecord, CheckRecord } from '../check/check-record.js';
import type { LevelOf } from '../check/rule-levels.js';
import { redactJson } from '../privacy/redact.js';
import type { Finding, PersonalKind } from '../problem/finding.js';
import { locate } from '../record/locate.js';
import type { RawRecord } from '../record/record.js';
import type { Registry } from '../schema/registry.js';
import { defaultEdits } from './default-values.js';
import type { Change, Edit } from './edit-text.js';
import { editText } from './edit-text.js';
import { fixFor } from './fixes.js';
import { hasNoNewProblem } from './no-new-problems.js';

/** What was done to a record for one reason. */
export interface AppliedFix {
  /** The rule whose problem is gone, or `--defaults`. */
  readonly reason: string;
  readonly changes: readonly Change[];
}

/** A record after the fixes. */
export interface FixedRecord {
  /** The record as it was read, checked. */
  readonly original: CheckedRecord;
  /** The record as it is now, checked; the same as `original` if nothing was fixed. */
  readonly checked: CheckedRecord;
  readonly fixes: readonly AppliedFix[];
}

/** How records are fixed. */
export interface FixOptions {
  readonly check: CheckRecord;
  readonly levelOf: LevelOf;
  readonly registry: Registry;
  /** The time in milliseconds since 1970, asked for with each record. */
  readonly now: () => number;
  /** Whether problems of a rule are to be fixed. Default: all are. */
  readonly isChosen?: (rule: string) => boolean;
  /** Whether fields that have a default in the schemas get it where they are missing. Default: false. */
  readonly defaults?: boolean;
  /** The kinds of personal data that are masked in free text. Default: none. */
  readonly redact?: readonly PersonalKind[];
}

/** Fixes what has one right answer in one record. Never throws for what a record holds. */
export type FixRecord = (raw: RawRecord) => FixedRecord;

/** A record on the way. */
interface State {
  readonly text: string;
  readonly checked: CheckedRecord;
  readonly fixes: readonly AppliedFix[];
}

/**
 * Makes the fixer. A fix is kept only if its problem is gone and no new one has come: where a right name brings faults to
 * light that the wrong one hid, they are fixed with it, or it stays wrong. So fixing a record twice is fixing it once. A
 * record that cannot be read, or holds a key twice, is left alone; only masks are put even then, if it can be read.
 */
export function createFix(options: FixOptions): FixRecord {
  const { check, levelOf, registry, now, isChosen = () => true, defaults = false, redact = [] } = options;
  const problemsOf = ({ findings }: CheckedRecord): Finding[] => findings.filter(({ rule }) => levelOf(rule) !== 'off');

  const changed = (state: State, reason: string, text: string, changes: readonly Change[]): State => ({
    text,
    checked: check({ ...state.checked.raw, bytes: Buffer.from(text) }),
    fixes: [...state.fixes, { reason, changes }],
  });
  const edited = (state: State, reason: string, edits: readonly Edit[]): State | undefined => {
    const done = editText(state.text, edits);
    return done === undefined ? undefined : changed(state, reason, done.text, done.changes);
  };
  const isBetter = (before: State, after: State): boolean => {
    const changes = after.fixes.slice(before.fixes.length).flatMap((fix) => fix.changes);
    return hasNoNewProblem(problemsOf(before.checked), problemsOf(after.checked), changes);
  };

  /** Fixes until nothing more can be; `looksOn` says whether what a fix brings to light is fixed before it is judged. */
  const fixed = (start: State, looksOn: boolean): State => {
    let state = start;
    for (;;) {
      const next = nextOf(state, looksOn);
      if (next === undefined) return state;
      state = next;
    }
  };
  const nextOf = (state: State, looksOn: boolean): State | undefined => {
    const { value } = state.checked;
    if (value === undefined) return undefined;
    const literalAt = (pointer: string): string => {
      const { start, end } = locate(state.text, pointer);
      return state.text.slice(start, end);
    };
    for (const finding of problemsOf(state.checked)) {
      const fix = isChosen(finding.rule) ? fixFor(finding, { value, literalAt, now: now() }) : undefined;
      const next = fix === undefined ? undefined : edited(state, fix.rule, fix.edits);
      if (next === undefined) continue;
      const isLeft = problemsOf(next.checked).some(
        ({ rule, pointer }) => rule === finding.rule && pointer === finding.pointer,
      );
      const settled = isLeft ? undefined : looksOn ? fixed(next, false) : next;
      if (settled !== undefined && isBetter(state, settled)) return settled;
    }
    return undefined;
  };

  const withDefaults = (state: State): State => {
    const edits = defaultEdits(state.checked, registry);
    const filled = edits.length === 0 ? undefined : edited(state, '--defaults', edits);
    return filled !== undefined && isBetter(state, filled) ? filled : state;
  };
  const redacted = (state: State): State => {
    const { text, fields } = redactJson(state.text, redact);
    if (fields.length === 0) return state;
    const changes = fields.map(({ pointer, kinds }): Change => ({ from: pointer, to: pointer, masked: kinds }));
    return changed(state, 'privacy/personal-data', text, changes);
  };

  return (raw) => {
    const checked = check(raw);
    const { value, findings } = checked;
    const isPlain = findings.length === 0 && !defaults && redact.length === 0;
    if (isPlain || value === undefined) return { original: checked, checked, fixes: [] };
    let state: State = { text: raw.bytes.toString(), checked, fixes: [] };
    if (!findings.some(({ rule }) => rule === 'json/duplicate-key')) {
      state = fixed(state, true);
      if (defaults) state = withDefaults(state);
    }
    if (redact.length > 0) state = redacted(state);
    return { original: checked, checked: state.checked, fixes: state.fixes };
  };
}

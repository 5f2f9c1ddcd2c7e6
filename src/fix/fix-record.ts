import type { CheckedRecord, CheckRecord } from '../check/check-record.js';
import { createFind } from '../check/check-record.js';
import type { LevelOf } from '../check/rule-levels.js';
import { redactJson } from '../privacy/redact.js';
import type { PersonalKind } from '../problem/finding.js';
import type { RawRecord } from '../record/record.js';
import type { Registry } from '../schema/registry.js';
import { REPORT_LIMITS } from '../schema/schema-findings.js';
import { defaultEdits } from './default-values.js';
import type { Change } from './edit-text.js';
import { EditableText } from './edit-text.js';
import type { AppliedFix, FixState, FoundOrChecked, RecordFixerOptions } from './record-fixer.js';
import { RecordFixer } from './record-fixer.js';

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
  /** The time in milliseconds since 1970, called for each record. */
  readonly now: () => number;
  /** Whether problems of a rule are to be fixed. Default: all are. */
  readonly isChosen?: (rule: string) => boolean;
  /** Whether fields that have a default in the schemas get it where they are missing. Default: false. */
  readonly defaults?: boolean;
  /** The kinds of personal data that are masked in free text. Default: none. */
  readonly redact?: readonly PersonalKind[];
}

/** Fixes what has a single correct fix in one record. Never throws for what a record holds. */
export type FixRecord = (raw: RawRecord) => FixedRecord;

/** Reports stop at fewer problems, fixes do not. This limit only bounds memory. */
const MAX_FINDINGS = 100_000;

/** Whether nothing can be fixed in a record, which most are. */
function isClean({ findings }: CheckedRecord, { defaults = false, redact = [] }: FixOptions): boolean {
  return findings.length === 0 && !defaults && redact.length === 0;
}

/** A record without the byte order marks before it, as `cat` leaves them; undefined if that is not what is wrong with it. */
function markedRecord({ raw, findings }: CheckedRecord, find: RecordFixerOptions['find']): FixState | undefined {
  const isMarked = findings.some(
    ({ rule, details }) => rule === 'json/invalid-syntax' && details.fault === 'byte-order-mark',
  );
  if (!isMarked) return undefined;
  const text = raw.bytes.toString().replace(/^[ \t]*(?:\ufeff[ \t]*)+/, '');
  const found = find({ ...raw, bytes: Buffer.from(text) });
  if (found.value === undefined) return undefined;
  const change: Change = { from: undefined, to: undefined, removed: 'a byte order mark' };
  return { text, found, fixes: [{ reason: 'json/invalid-syntax', changes: [change] }] };
}

function withDefaults(fixer: RecordFixer, state: FixState, registry: Registry): FixState {
  const edits = defaultEdits(state.found, registry);
  if (edits.length === 0) return state;
  const text = new EditableText(state.text);
  const changes = text.apply(edits);
  const filled = changes && fixer.changed(state, text.toString(), [{ reason: '--defaults', changes }]);
  return filled !== undefined && fixer.isBetter(state, filled) ? filled : state;
}

function withMasks(fixer: RecordFixer, state: FixState, kinds: readonly PersonalKind[]): FixState {
  const { text, fields } = redactJson(state.text, kinds);
  if (fields.length === 0) return state;
  const changes = fields.map(({ pointer, kinds }): Change => ({ from: pointer, to: pointer, masked: kinds }));
  return fixer.changed(state, text, [{ reason: 'privacy/personal-data', changes }]);
}

/**
 * Makes the function that fixes records. A fix is kept only if its problem is gone and no new one has come: where a right name
 * brings problems to light that the wrong one hid, they are fixed with it, or it stays wrong. So fixing a record twice is the
 * same as fixing it once. A record that cannot be read, or that repeats a key, is not fixed; masks are put into the latter.
 */
export function createFix(options: FixOptions): FixRecord {
  const { check, registry, isChosen = () => true, defaults = false, redact = [] } = options;
  const findAll = createFind(options, { errors: MAX_FINDINGS, findings: MAX_FINDINGS });
  const whole = (checked: CheckedRecord): FoundOrChecked =>
    checked.findings.length < REPORT_LIMITS.findings ? checked : findAll(checked.raw);
  const find = (raw: RawRecord): FoundOrChecked => whole(check(raw));
  const startOf = (original: CheckedRecord): FixState | undefined => {
    const marked = isChosen('json/invalid-syntax') ? markedRecord(original, find) : undefined;
    if (marked !== undefined || original.value === undefined || isClean(original, options)) return marked;
    return { text: original.raw.bytes.toString(), found: whole(original), fixes: [] };
  };
  return (raw) => {
    const original = check(raw);
    let state = startOf(original);
    if (state === undefined) return { original, checked: original, fixes: [] };
    const fixer = new RecordFixer(raw, { ...options, find });
    if (!state.found.findings.some(({ rule, at }) => rule === 'json/duplicate-key' && at === undefined)) {
      state = fixer.fixAll(state);
      if (defaults) state = withDefaults(fixer, state, registry);
    }
    if (redact.length > 0) state = withMasks(fixer, state, redact);
    const { fixes, found, text } = state;
    if (fixes.length === 0) return { original, checked: original, fixes };
    const checked = 'problems' in found ? found : check({ ...raw, bytes: Buffer.from(text) });
    return { original, checked, fixes };
  };
}

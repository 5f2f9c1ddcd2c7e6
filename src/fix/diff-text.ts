import { isDateTime } from '../schema/date-time.js';
import { pointerToPath } from '../text/json-pointer.js';
import { withUnseenEscaped } from '../text/json-text.js';
import { safeName } from '../text/safe-name.js';
import { valueKind } from '../text/value-kind.js';
import type { Change } from './edit-text.js';
import type { FixedRecord } from './fix-record.js';
import type { AppliedFix } from './record-fixer.js';

/** The colours of a diff. */
export type DiffStyles = Readonly<Record<'bold' | 'dim' | 'green' | 'red', (text: string) => string>>;

/** How a diff is shown. */
export interface DiffOptions {
  readonly styles: DiffStyles;
  /** Whether values are shown. If not: names of events and calls, the form of times, and the kind of all other values. */
  readonly showValues: boolean;
}

const MAX_FILE_LENGTH = 200;
const MAX_PATH_LENGTH = 200;
const MAX_VALUE_LENGTH = 60;

/** Rules whose values are names of events or calls, which every report shows. */
const NAME_RULES = /^(?:event|call)\/(?:misspelled-name|outdated-name|action-as-type|missing-type|unknown-type)$/;

/** Which values of a change are shown: all, or only their form, with `#` for each digit; else their kind. */
type Shown = 'value' | 'form' | 'kind';

function shownOf({ to, after }: Change, reason: string, { showValues }: DiffOptions): Shown {
  if (showValues || to === '/timestamp') return 'value';
  const value: unknown = after === undefined ? undefined : JSON.parse(after);
  if (typeof value !== 'string') return 'kind';
  if (NAME_RULES.test(reason)) return 'value';
  return isDateTime(value) ? 'form' : 'kind';
}

function valueText(literal: string, shown: Shown): string {
  const value: unknown = JSON.parse(literal);
  if (shown === 'kind' || (typeof value !== 'string' && typeof value !== 'number')) return `(${valueKind(value)})`;
  return safeName(withUnseenEscaped(shown === 'form' ? literal.replaceAll(/\d/g, '#') : literal), MAX_VALUE_LENGTH);
}

/** A field’s path. What a fix takes out of a key would not be seen otherwise. */
function pathText(pointer: string): string {
  return safeName(withUnseenEscaped(pointerToPath(pointer)), MAX_PATH_LENGTH);
}

function side(pointer: string | undefined, literal: string | undefined, shown: Shown): string[] {
  if (pointer === undefined || literal === undefined) return [];
  return [`${pathText(pointer)}: ${valueText(literal, shown)}`];
}

function changeLines(change: Change, reason: string, options: DiffOptions): string[] {
  const { styles } = options;
  const { from, to, masked, removed } = change;
  if (removed !== undefined) return [styles.red(`- ${removed}`)];
  if (masked !== undefined) {
    const masks = masked.map((kind) => `[${kind}]`).join(', ');
    return [styles.green(`~ ${pathText(to ?? '')}: ${masks}`)];
  }
  const shown = shownOf(change, reason, options);
  return [
    ...side(from, change.before, shown).map((line) => styles.red(`- ${line}`)),
    ...side(to, change.after, shown).map((line) => styles.green(`+ ${line}`)),
  ];
}

function fixLines({ reason, changes }: AppliedFix, options: DiffOptions): string[] {
  const lines = changes.flatMap((change) => changeLines(change, reason, options));
  const last = lines.pop() ?? '';
  return [...lines, `${last}  ${options.styles.dim(reason)}`];
}

/** What was fixed in a record, one line per element: its place, then each field as it was and as it is; nothing if nothing was fixed. */
export function diffLines({ checked, fixes }: FixedRecord, options: DiffOptions): string[] {
  if (fixes.length === 0) return [];
  const { raw, event } = checked;
  const place = `${safeName(raw.file, MAX_FILE_LENGTH)}:${raw.line}`;
  const of = event === undefined ? '' : ` ${safeName(event)}`;
  return [options.styles.bold(`@@ ${place}${of} @@`), ...fixes.flatMap((fix) => fixLines(fix, options))];
}

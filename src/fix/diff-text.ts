import { pointerToPath } from '../text/json-pointer.js';
import { safeName } from '../text/safe-name.js';
import { valueKind } from '../text/value-kind.js';
import type { Change } from './edit-text.js';
import type { FixedRecord } from './fix-record.js';
import type { AppliedFix } from './record-fixer.js';

/** What the diff is painted with. */
export type DiffStyles = Readonly<Record<'bold' | 'dim' | 'green' | 'red', (text: string) => string>>;

/** How a diff is shown. */
export interface DiffOptions {
  readonly styles: DiffStyles;
  /** Whether values are shown; else names of events and calls are, and of all else the kind. */
  readonly showValues: boolean;
}

const LONGEST_FILE = 200;
const LONGEST_PATH = 200;
const LONGEST_VALUE = 60;

/** Rules whose values are names of events or calls, which every report shows. */
const OF_NAMES = /^(?:event|call)\/(?:misspelled-name|outdated-name|action-as-type|missing-type|unknown-type)$/;

function valueText(literal: string, reason: string, { showValues }: DiffOptions): string {
  const isName = OF_NAMES.test(reason) && /^["]/.test(literal);
  if (showValues || isName) return safeName(literal, LONGEST_VALUE);
  return `(${valueKind(JSON.parse(literal))})`;
}

function side(
  pointer: string | undefined,
  literal: string | undefined,
  reason: string,
  options: DiffOptions,
): string[] {
  if (pointer === undefined || literal === undefined) return [];
  return [`${safeName(pointerToPath(pointer), LONGEST_PATH)}: ${valueText(literal, reason, options)}`];
}

function changeLines(change: Change, reason: string, options: DiffOptions): string[] {
  const { styles } = options;
  const { from, to = '', masked } = change;
  if (masked !== undefined) {
    const masks = masked.map((kind) => `[${kind}]`).join(', ');
    return [styles.green(`~ ${safeName(pointerToPath(to), LONGEST_PATH)}: ${masks}`)];
  }
  return [
    ...side(from, change.before, reason, options).map((line) => styles.red(`- ${line}`)),
    ...side(change.to, change.after, reason, options).map((line) => styles.green(`+ ${line}`)),
  ];
}

function fixLines({ reason, changes }: AppliedFix, options: DiffOptions): string[] {
  const lines = changes.flatMap((change) => changeLines(change, reason, options));
  const last = lines.pop() ?? '';
  return [...lines, `${last}  ${options.styles.dim(reason)}`];
}

/** What was fixed in a record, a line an element: its place, then each field as it was and as it is; nothing if it is as it was. */
export function diffLines({ checked, fixes }: FixedRecord, options: DiffOptions): string[] {
  if (fixes.length === 0) return [];
  const { raw, event } = checked;
  const place = `${safeName(raw.file, LONGEST_FILE)}:${raw.line}`;
  const of = event === undefined ? '' : ` ${safeName(event)}`;
  return [options.styles.bold(`@@ ${place}${of} @@`), ...fixes.flatMap((fix) => fixLines(fix, options))];
}

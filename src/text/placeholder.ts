/** The texts that JavaScript and Python write for a missing value. `none` and `NULL` are left alone: people choose such ids. */
const PLACEHOLDERS: ReadonlySet<string> = new Set(['undefined', 'null', 'NaN', 'None', '[object Object]']);

/** Of the text with white space around it, in UTF-16 units. */
const MAX_LENGTH = 100;

/** Whether an id is the text of a missing value, which may have white space around it. */
export function isPlaceholder(value: unknown): boolean {
  return typeof value === 'string' && value.length <= MAX_LENGTH && PLACEHOLDERS.has(value.trim());
}

import type { SchemaDetailsOf } from '../../problem/schema-details.js';
import { safeName } from '../../text/safe-name.js';
import type { Message } from '../rule.js';

const SHOWN_VALUES = 8;
const SCALARS = new Set(['a string', 'a number', 'a boolean']);

function allowedList(allowed: readonly string[]): string {
  const shown = allowed.slice(0, SHOWN_VALUES).map((value) => safeName(value));
  if (allowed.length > shown.length) return `${shown.join(', ')} or one of ${allowed.length - shown.length} more`;
  return shown.length === 1 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
}

/** A value is not among those that its schema allows. */
export function notAllowed({ found, allowed }: SchemaDetailsOf<'const' | 'enum'>, path: string): Message {
  const which = SCALARS.has(found) ? ' that is not allowed here' : '';
  return { message: `${path} is ${found}${which}`, hint: `use ${allowedList(allowed)}` };
}

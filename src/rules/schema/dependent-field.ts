import type { SchemaDetailsOf } from '../../problem/schema-details.js';
import { safeName } from '../../text/safe-name.js';
import type { Message } from '../rule.js';

/** A field is missing that the presence of another one makes necessary. */
export function dependentField({ key }: SchemaDetailsOf<'dependencies' | 'dependentRequired'>, path: string): Message {
  const other = key === undefined ? undefined : safeName(key);
  return {
    message: `${path} is missing; it is required because ${other ?? 'another field'} is there`,
    hint: `add it, or remove ${other ?? 'the other field'}`,
  };
}

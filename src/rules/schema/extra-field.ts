import type { SchemaDetailsOf } from '../../problem/schema-details.js';
import { safeName } from '../../text/safe-name.js';
import { nearMissHint } from '../near-miss-hint.js';
import type { Message } from '../rule.js';

/** A field that its schema does not describe and does not allow. */
export function extraField(
  { nearMiss, meant }: SchemaDetailsOf<'additionalProperties' | 'unevaluatedProperties'>,
  path: string,
): Message {
  const suggestion = meant === undefined ? undefined : `did you mean ${safeName(meant)}?`;
  const fix = nearMiss === undefined ? suggestion : nearMissHint(nearMiss);
  return { message: `${path} is not a field of its schema`, hint: fix ?? 'remove it, or add it to the schema' };
}

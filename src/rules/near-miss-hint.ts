import type { NearMiss } from '../problem/finding.js';
import { safeName } from '../text/safe-name.js';

function objectName(path: string): string {
  return path === '' ? 'the top level' : path;
}

const SEND_AS = {
  string: 'send it as a string, in double quotes',
  number: 'send it as a number, without quotes',
} as const;

/**
 * How to fix a near miss: `found conversation_id at the top level; rename it to conversationId and move it into properties`.
 * `inItsPlace`: the unusable value that stands under the right name.
 */
export function nearMissHint(
  { foundName, foundIn, name, belongsIn, unsure, mayBeOfCall, sendAs }: NearMiss,
  inItsPlace?: { readonly kind: string },
): string {
  const found = `found ${safeName(foundName)} ${foundIn === '' ? 'at' : 'in'} ${objectName(foundIn)}`;
  const move = `${belongsIn === '' ? 'to' : 'into'} ${objectName(belongsIn)}`;
  const instead = inItsPlace === undefined ? '' : ` (in place of the one that is ${inItsPlace.kind})`;
  const steps = [
    ...(foundName === name ? [] : [`rename it to ${name}${instead}`]),
    ...(foundIn === belongsIn ? [] : [`move it ${move}`]),
    ...(sendAs === undefined ? [] : [SEND_AS[sendAs]]),
  ];
  const last = steps.pop() ?? '';
  // What nobody can be sure of is not fixed either.
  const condition = unsure === true || mayBeOfCall === true ? ' if that is what it means' : '';
  return `${found}; ${steps.length === 0 ? last : `${steps.join(', ')} and ${last}`}${condition}`;
}

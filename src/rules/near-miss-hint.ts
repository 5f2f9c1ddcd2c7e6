import type { NearMiss } from '../problem/finding.js';
import { looksSame } from '../text/looks-same.js';
import { safeName } from '../text/safe-name.js';

function objectName(path: string): string {
  return path === '' ? 'the top level' : safeName(path);
}

const SEND_AS = {
  string: 'send it as a string, in double quotes',
  number: 'send it as a number, without quotes',
} as const;

/**
 * How to fix a near miss: `found conversation_id at the top level; rename it to conversationId and move it into properties`.
 * `inItsPlace`: what stands under the right name and cannot be used: `null`.
 */
export function nearMissHint(
  { foundName, foundIn, name, belongsIn, unsure, mayBeOfCall, sendAs }: NearMiss,
  inItsPlace?: string,
): string {
  const unseen = looksSame(foundName, name) ? ', which contains an invisible character or a space,' : '';
  const found = `found ${safeName(foundName).trim()}${unseen} ${foundIn === '' ? 'at' : 'in'} ${objectName(foundIn)}`;
  const move = `${belongsIn === '' ? 'to' : 'into'} ${objectName(belongsIn)}`;
  const instead = inItsPlace === undefined ? '' : ` (in place of the one that is ${inItsPlace})`;
  const steps = [
    ...(foundName === name ? [] : [`rename it to ${name}${instead}`]),
    ...(foundIn === belongsIn ? [] : [`move it ${move}${foundName === name ? instead : ''}`]),
    ...(sendAs === undefined ? [] : [SEND_AS[sendAs]]),
  ];
  const last = steps.pop() ?? '';
  // What nobody can be sure of is not fixed either.
  const condition = unsure === true || mayBeOfCall === true ? ' if that is what it means' : '';
  return `${found}; ${steps.length === 0 ? last : `${steps.join(', ')} and ${last}`}${condition}`;
}

import type { NearMiss } from '../problem/finding.js';
import { safeName } from '../text/safe-name.js';

function objectName(path: string): string {
  return path === '' ? 'the top level' : path;
}

/** How to fix a near miss: `found conversation_id at the top level; rename it to conversationId and move it into properties`. */
export function nearMissHint({ foundName, foundIn, name, belongsIn }: NearMiss): string {
  const found = `found ${safeName(foundName)} ${foundIn === '' ? 'at' : 'in'} ${objectName(foundIn)}`;
  const move = `${belongsIn === '' ? 'to' : 'into'} ${objectName(belongsIn)}`;
  if (foundName === name) return `${found}; move it ${move}`;
  if (foundIn === belongsIn) return `${found}; rename it to ${name}`;
  return `${found}; rename it to ${name} and move it ${move}`;
}

import { safeText } from './safe-name.js';

/** Whether a name looks like another one and is not the same: it has characters that are not seen, or spaces at its ends. */
export function looksSame(found: string, name: string): boolean {
  return found !== name && safeText(found).trim() === name;
}

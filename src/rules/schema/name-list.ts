import { safeName } from '../../text/safe-name.js';

const SHOWN_NAMES = 4;

/** The first few names, fit for a message. */
export function nameList(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN_NAMES).map((name) => safeName(name));
  return `${shown.join(', ')}${names.length > SHOWN_NAMES ? ' and more' : ''}`;
}

import type { Failure } from '../failure.js';
import { safeText } from '../problem/safe-name.js';
import type { Io } from './io.js';

/** Says on stderr what could not be done, and the mend. */
export function showFailure({ message, hint }: Failure, io: Io): void {
  io.stderr.write(`copilot-events: ${safeText(message)}\n${hint === undefined ? '' : `  hint: ${safeText(hint)}\n`}`);
}

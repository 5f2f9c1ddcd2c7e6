import type { Failure } from '../failure.js';
import type { Io } from '../io.js';
import { safeText } from '../text/safe-name.js';

/** Says on stderr what could not be done, and the fix. */
export function showFailure({ message, hint }: Failure, io: Io): void {
  io.stderr.write(`copilot-events: ${safeText(message)}\n${hint === undefined ? '' : `  hint: ${safeText(hint)}\n`}`);
}

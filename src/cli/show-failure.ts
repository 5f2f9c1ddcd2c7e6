import type { Failure } from '../failure.js';
import type { Io } from '../io.js';
import { showMessage } from '../output/show-message.js';
import { safeText } from '../text/safe-name.js';

/** Prints on stderr what could not be done, with the hint, and the other failures that were found with it. */
export function showFailure(failure: Failure, io: Io): void {
  for (const { message, hint } of [failure, ...failure.others]) {
    showMessage(safeText(message), io, hint === undefined ? undefined : safeText(hint));
  }
}

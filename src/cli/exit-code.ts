import type { Io } from '../io.js';
import { showMessage } from '../output/show-message.js';
import { countOf } from '../text/count.js';

/** How a run ends. People script against these. */
export const EXIT = {
  /** No errors, and no more warnings than allowed. */
  ok: 0,
  /** Problems were found; for send: something was rejected or not delivered. */
  problems: 1,
  /** The job could not be done. */
  failure: 2,
  /** Interrupted; what had been done was saved. */
  interrupted: 130,
} as const;

/** What a command returns. What it leaves out is false. */
export interface RunResult {
  /** A signal ended the run early. */
  readonly interrupted?: boolean;
  /** The exit code of the command that `listen` ran, if that failed. */
  readonly commandCode?: number | undefined;
  /** Something could not be done, which was reported on stderr. */
  readonly failed?: boolean;
  /** Problems were found; for send: something was rejected or not delivered. */
  readonly problems?: boolean;
}

/** The exit code of a run. The first of these that holds decides: interrupted, the command's own code, failed, problems. */
export function exitCodeOf({ interrupted, commandCode, failed, problems }: RunResult): number {
  if (interrupted === true) return EXIT.interrupted;
  if (commandCode !== undefined) return commandCode;
  if (failed === true) return EXIT.failure;
  return problems === true ? EXIT.problems : EXIT.ok;
}

/** Whether the problems of a run are too many: any error, or more warnings than `--max-warnings` allows, which is reported. */
export function hasProblems(
  { errors, warnings }: { readonly errors: number; readonly warnings: number },
  { maxWarnings }: { readonly maxWarnings: number },
  io: Io,
): boolean {
  if (warnings <= maxWarnings) return errors > 0;
  showMessage(`${countOf(warnings, 'warning')}; --max-warnings allows ${maxWarnings}`, io);
  return true;
}

import { Failure } from '../failure.js';
import type { Source } from '../input/text-chunks.js';
import type { Io } from '../io.js';
import { safeText } from '../text/safe-name.js';
import { listenForInterrupt } from './interrupt.js';
import type { Progress } from './progress.js';
import { startProgress } from './progress.js';
import { showFailure } from './show-failure.js';

/** What a run reports that a signal ended early. */
export const INTERRUPTED = 'interrupted; the report is of what was read until then';

/** How many failures reports name; stderr has all. */
const MAX_FAILURES = 100;

/** A run under way, or over. */
export interface Run {
  /** Whether a signal has asked the run to end early. */
  readonly interrupted: boolean;
  /** Whether something could not be done. */
  readonly failed: boolean;
  /** Why the run is incomplete, for its reports; empty if it is complete. */
  readonly failures: readonly string[];
  /** Prints a failure and lets the run go on. Does nothing once the run is interrupted. @throws every other error. */
  fail(error: unknown): void;
  /**
   * Shows on stderr how far the run is with these sources, in place of an earlier display; a signal ends the reading of those
   * that are streams or pipes. Returns the function to call with the number of
   * raw bytes read. `detail`: what has become of the records so far; default: only bytes are shown.
   */
  showProgress(sources: readonly Source[], detail?: () => string): Promise<(bytes: number) => void>;
}

/** What surrounds a run. */
export interface RunOptions {
  readonly io: Io;
  /** Whether progress is hidden. */
  readonly quiet: boolean;
  /** Called at the first signal. */
  readonly onInterrupt?: () => void;
}

/**
 * Runs `body` with signals listened for and progress shown. At the first SIGINT, SIGTERM or SIGHUP, `run.interrupted` becomes true,
 * and stdin and other streams close; at a second one the process ends. Returns the run when `body` has ended.
 */
export async function withRun(options: RunOptions, body: (run: Run) => Promise<void>): Promise<Run> {
  const { io, quiet, onInterrupt } = options;
  const failures: string[] = [];
  let progress: Progress | undefined;
  let reading: readonly Source[] = [];
  const interrupt = listenForInterrupt(io, () => {
    onInterrupt?.();
    // The run may be waiting for them.
    io.stdin.destroy?.();
    for (const source of reading) source.cancel?.();
  });
  const run: Run = {
    get interrupted() {
      return interrupt.requested;
    },
    get failed() {
      return failures.length > 0;
    },
    get failures() {
      return [...(interrupt.requested ? [INTERRUPTED] : []), ...failures].slice(0, MAX_FAILURES);
    },
    fail(error) {
      if (interrupt.requested) return;
      if (!(error instanceof Failure)) throw error;
      failures.push(...[error, ...error.others].map(({ message }) => safeText(message)));
      showFailure(error, io);
    },
    async showProgress(sources, detail) {
      reading = sources;
      progress?.stop();
      const shown = await startProgress(sources, { quiet, ...(detail === undefined ? {} : { detail }) }, io);
      progress = shown;
      return (bytes) => shown.onRead(bytes);
    },
  };
  try {
    await body(run);
  } finally {
    progress?.stop();
    interrupt.release();
  }
  return run;
}

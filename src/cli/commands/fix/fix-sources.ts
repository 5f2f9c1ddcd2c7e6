import { Failure } from '../../../failure.js';
import type { FixCounts } from '../../../fix/fix-counts.js';
import { LogCounts } from '../../../fix/fix-counts.js';
import type { FixSourceOptions } from '../../../fix/fix-source.js';
import { fixSource } from '../../../fix/fix-source.js';
import type { Source } from '../../../input/text-chunks.js';
import type { SplitReports } from '../../split-reports.js';
import type { FixResults } from './results.js';

/** Options of a run. */
export interface FixSourcesOptions extends Pick<FixSourceOptions, 'read' | 'fix' | 'stopped'> {
  readonly sources: readonly Source[];
  readonly results: FixResults;
  readonly reports: SplitReports;
  readonly counts: FixCounts;
  /** Called with each failure, once. */
  readonly onFailure: (failure: Failure) => void;
}

/**
 * Fixes logs in their order. A log that cannot be read, or whose result cannot be written, does not stop the others. A log
 * whose result was not written counts as it was read.
 */
export async function fixSources(options: FixSourcesOptions): Promise<void> {
  const { sources, results, counts, stopped } = options;
  const known = new Set<Failure>();
  // The file of a joined result fails for each log in the same way.
  const fail = (error: unknown): false => {
    if (!(error instanceof Failure)) throw error;
    if (!known.has(error)) options.onFailure(error);
    known.add(error);
    return false;
  };
  let log = new LogCounts();
  for (const source of sources) {
    if (stopped()) break;
    const isKept = await fixOne(source, log, options).catch((error) => fail(withHint(error, results.unreadableHint)));
    if (results.isJoined) continue;
    counts.add(log, isKept);
    log = new LogCounts();
  }
  const isKept = await results.end().then(() => true, fail);
  counts.add(log, isKept);
}

/** A failure to read a log, with what to do about its result. */
function withHint(error: unknown, hint: string | undefined): unknown {
  if (!(error instanceof Failure) || error.code !== 'unreadable-input' || hint === undefined) return error;
  const hints = error.hint === undefined ? [hint] : [error.hint, hint];
  return new Failure(error.code, error.message, { hint: hints.join('; '), cause: error });
}

/** Fixes one log; returns whether its result is kept. @throws {Failure} if it cannot be read, or its result not be written. */
async function fixOne(source: Source, log: LogCounts, options: FixSourcesOptions): Promise<boolean> {
  const { read, fix, results, reports, stopped } = options;
  log.addFile();
  const { text, close } = await results.open(source);
  let whole = false;
  let isKept = false;
  try {
    await fixSource(source, {
      read,
      fix,
      text: {
        begin: (form) => text.begin(form),
        write: (piece) => text.write(piece),
        async drain() {
          await reports.drain?.();
          await text.drain();
        },
      },
      onRecord(record) {
        log.add(record);
        reports.write(record.checked);
        results.onRecord?.(record);
      },
      onText: (bytes) => log.addBytes(bytes),
      stopped,
    });
    whole = !stopped();
  } finally {
    isKept = await close({ changed: log.fixed > 0, whole });
  }
  return isKept;
}

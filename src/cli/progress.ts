import { promises } from 'node:fs';
import type { Source } from '../input/text-chunks.js';
import type { Io } from '../io.js';
import { formatBytes, formatDuration } from '../report/summary-line.js';

/** Shows how far a run is. */
export interface Progress {
  /** Hears of raw bytes that were read. */
  onRead(bytes: number): void;
  stop(): void;
}

/** What there is to show. */
export interface ProgressOptions {
  readonly quiet: boolean;
  /**
   * What has become of the records, in words, for a run that takes as long as a network does: it stands before the bytes, and
   * is said now and then where there is no terminal, too.
   */
  readonly detail?: () => string;
}

const SILENT: Progress = { onRead() {}, stop() {} };

/** A run that ends sooner shows nothing: a spinner that flashes up tells nobody anything. */
const PATIENCE_MS = 700;

const REFRESH_MS = 250;

/** In a log, a line now and then tells that a run is alive; more would fill it. */
const LINE_EVERY_MS = 30_000;

async function totalSize(sources: readonly Source[]): Promise<number | undefined> {
  let total = 0;
  for (const { path, rereadable } of sources) {
    const stats = path === undefined || !rereadable ? undefined : await promises.stat(path).catch(() => undefined);
    if (stats === undefined) return undefined;
    total += stats.size;
  }
  return total;
}

/** Progress on stderr: bytes done and time left, for runs that take a while; on a terminal, unless there are details to tell. */
export async function startProgress(
  sources: readonly Source[],
  { quiet, detail }: ProgressOptions,
  io: Io,
): Promise<Progress> {
  const onTerminal = io.stderr.isTTY === true;
  if (quiet || (!onTerminal && detail === undefined)) return SILENT;
  const total = await totalSize(sources);
  const start = performance.now();
  let read = 0;
  let stopped = false;
  let spinner: { text: string; stop(): unknown } | undefined;
  const bytesText = (): string => {
    const elapsed = performance.now() - start;
    // All may be read while the network is waited for, and how long that takes is not known.
    if (total === undefined || read >= total) return `${formatBytes(read)} read`;
    const left = (elapsed / Math.max(read, 1)) * (total - read);
    return `${formatBytes(read)} of ${formatBytes(total)}, ${formatDuration(Math.max(0, left))} left`;
  };
  const text = (): string => (detail === undefined ? bytesText() : `${detail()}; ${bytesText()}`);
  let refresh: NodeJS.Timeout | undefined;
  const timer = onTerminal
    ? setTimeout(async () => {
        const { default: ora } = await import('ora');
        if (stopped) return;
        const shown = ora({ stream: io.stderr as NodeJS.WriteStream, text: text(), discardStdin: false }).start();
        spinner = shown;
        refresh = setInterval(() => {
          shown.text = text();
        }, REFRESH_MS).unref();
      }, PATIENCE_MS)
    : setInterval(() => io.stderr.write(`copilot-events: ${text()}\n`), LINE_EVERY_MS).unref();
  return {
    onRead(bytes) {
      read += bytes;
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      clearInterval(refresh);
      spinner?.stop();
    },
  };
}

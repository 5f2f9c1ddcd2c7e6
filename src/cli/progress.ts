import { stat } from 'node:fs/promises';
import type { Source } from '../input/text-chunks.js';
import { formatBytes, formatDuration } from '../report/summary-line.js';
import type { Io } from './io.js';

/** Shows how far a run is. */
export interface Progress {
  /** Hears of raw bytes that were read. */
  onRead(bytes: number): void;
  stop(): void;
}

const SILENT: Progress = { onRead() {}, stop() {} };

/** A run that ends sooner shows nothing: a spinner that flashes up tells nobody anything. */
const PATIENCE_MS = 700;

async function totalSize(sources: readonly Source[]): Promise<number | undefined> {
  let total = 0;
  for (const { path } of sources) {
    const stats = path === undefined ? undefined : await stat(path).catch(() => undefined);
    if (stats === undefined) return undefined;
    total += stats.size;
  }
  return total;
}

/** Progress on stderr: bytes done and time left, on a terminal only, and only for runs that take a while. */
export async function startProgress(sources: readonly Source[], quiet: boolean, io: Io): Promise<Progress> {
  if (quiet || io.stderr.isTTY !== true) return SILENT;
  const total = await totalSize(sources);
  const start = performance.now();
  let read = 0;
  let stopped = false;
  let spinner: { text: string; stop(): unknown } | undefined;
  const text = (): string => {
    const elapsed = performance.now() - start;
    if (total === undefined || total === 0) return `${formatBytes(read)} read`;
    const left = (elapsed / Math.max(read, 1)) * (total - read);
    return `${formatBytes(read)} of ${formatBytes(total)}, ${formatDuration(Math.max(0, left))} left`;
  };
  const timer = setTimeout(async () => {
    const { default: ora } = await import('ora');
    if (!stopped) spinner = ora({ stream: io.stderr as NodeJS.WriteStream, text: text(), discardStdin: false }).start();
  }, PATIENCE_MS);
  return {
    onRead(bytes) {
      read += bytes;
      if (spinner !== undefined) spinner.text = text();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      spinner?.stop();
    },
  };
}

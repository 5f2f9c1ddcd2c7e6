// The worker of the page that checks logs in the browser: the build packs it into the page.
import type { CheckedLog, OpenedFile } from './check-log.js';
import { checkLog } from './check-log.js';

/** What the page asks for. */
export interface CheckRequest {
  readonly tool: { readonly name: string; readonly version: string };
  readonly showValues: boolean;
  readonly files: readonly BrowserFile[];
}

/** What the worker answers: how many bytes it has read of all files so far, or the result, or what broke. */
export type CheckAnswer = { readonly read: number } | { readonly checked: CheckedLog } | { readonly broken: string };

/** What is needed of a `File`. */
interface BrowserFile {
  readonly name: string;
  stream(): ReadableStream<Uint8Array<ArrayBuffer>>;
}

interface WorkerScope {
  onmessage: (event: { readonly data: CheckRequest }) => void;
  postMessage(answer: CheckAnswer): void;
}

declare const self: WorkerScope;

/** How many bytes are read between two messages to the page about progress. */
const PROGRESS_BYTES = 1024 * 1024;

/** The bytes of a file. @param onRead called with their number as they are read */
async function* chunksOf(file: BrowserFile, onRead: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    onRead(next.value.length);
    yield next.value;
  }
}

self.onmessage = async ({ data: { tool, showValues, files } }) => {
  let [read, reported] = [0, 0];
  const onRead = (bytes: number): void => {
    read += bytes;
    if (read - reported < PROGRESS_BYTES) return;
    reported = read;
    self.postMessage({ read });
  };
  const opened = files.map((file): OpenedFile => ({ name: file.name, open: () => chunksOf(file, onRead) }));
  try {
    self.postMessage({ checked: await checkLog(opened, { tool, showValues }) });
  } catch (error) {
    self.postMessage({ broken: String(error) });
  }
};
